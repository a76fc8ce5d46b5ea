// Every page of both languages, in three windows: desktop, phone, and without scripts.
import { before, test } from 'node:test';
import { launch } from './support/browser.mjs';
import { DIST, LANGUAGES, isChapter, notebooks, pages } from './support/dist.mjs';
import { inPool } from './support/pool.mjs';
import { none } from './support/problems.mjs';
import { serve } from './support/server.mjs';
import { brokenLinks } from './checks/links.mjs';
import { lostCells, lostFigures, lostTwin, malformed } from './checks/inventory.mjs';
import { onDesktop, onPhone, withoutScripts } from './visits.mjs';

const TABS = 3;
let desktop, phone, plain;

before(async () => {
  const [browser, server] = await Promise.all([launch(), serve(DIST)]);
  const all = pages(DIST);
  try {
    desktop = await inPool(all, TABS, (page) => onDesktop(browser, DIST, server.origin, page));
    phone = await inPool(all, TABS, (page) => onPhone(browser, DIST, page));
    plain = await inPool(all, TABS, (page) => withoutScripts(browser, DIST, page));
  } finally {
    await Promise.all([browser.close(), server.close()]);
  }
});

const all = (visits, kind) => visits.flatMap((visit) => visit[kind]);
const held = () => desktop.map((visit) => visit.held);

/** The visits of the chapters, each with its notebook. */
const eachNotebook = (visits, check) => LANGUAGES.flatMap(notebooks).flatMap((notebook) => {
  const visit = visits.find(({ held }) => held.page === notebook.page);
  return visit ? check(visit.held, notebook) : [{ page: notebook.page, element: 'page', expected: 'a page of this notebook', found: 'none' }];
});

/** In a chapter every word must be there; elsewhere, every word that is there with scripts. */
function hiddenWithoutScripts({ held: { page }, hidden }) {
  const always = desktop.find(({ held }) => held.page === page).hidden.map(({ element }) => element);
  return isChapter(page) ? hidden : hidden.filter(({ element }) => !always.includes(element));
}

test('every page loads from a server without an error or a request to elsewhere', () => none(all(desktop, 'heard')));
test('every page loads from disk without an error or a request to elsewhere', () => none(all(phone, 'heard')));
test('every page loads with scripts off', () => none(all(plain, 'heard')));
test('every link and anchor inside the site leads somewhere', () => none(brokenLinks(DIST, held())));
test('ids are there once, each page has one title and its language', () => none(held().flatMap(malformed)));
test('every page leads to its twin in the other language', () => none(held().flatMap(lostTwin)));
test('every cell of every notebook is on its page, in order', () => none(eachNotebook(desktop, lostCells)));
test('every figure has a caption and leads to the cell that computed it', () => none(eachNotebook(desktop, lostFigures)));
test('no figure is unreadable, in the light or in the dark', () => none([...all(desktop, 'figures'), ...all(phone, 'figures')]));
test('no page scrolls sideways at 360, 768 and 1280 px', () => none([...all(phone, 'overflow'), ...all(desktop, 'overflow')]));
test('axe-core finds nothing, on a desktop in the light and on a phone in the dark', () => none([...all(desktop, 'axe'), ...all(phone, 'axe')]));
test('the first load stays within its bytes and requests', (context) => {
  const most = (kind) => desktop.map(({ spent }) => spent).sort((a, b) => b[kind] - a[kind])[0];
  context.diagnostic(`most bytes: ${JSON.stringify(most('bytes'))}, most requests: ${JSON.stringify(most('requests'))}`);
  none(all(desktop, 'budget'));
});
test('nothing jumps while a page loads', () => none([...all(desktop, 'shift'), ...all(phone, 'shift')]));
test('with scripts off every cell is there and every word outside of folds is shown', () =>
  none([...eachNotebook(plain, lostCells), ...plain.flatMap(hiddenWithoutScripts)]));
test('with scripts off answers are folded and a click opens them', () => none(all(plain, 'folds')));
test('a printed chapter loses no word, folded answers included', (context) => {
  const papers = plain.map(({ paper }) => paper).filter(Boolean);
  context.diagnostic(`sheets: ${papers.map(({ page, pages }) => `${page} ${pages}`).join(', ')}`);
  none(papers.flatMap(({ problems }) => problems));
});
