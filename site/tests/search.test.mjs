// Search, by its words and by its keys.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESKTOP, inFreshTab, launch } from './support/browser.mjs';
import { DIST, LANGUAGES, fileUrl, notebooks } from './support/dist.mjs';
import { serve } from './support/server.mjs';

/** Terms and the chapter that is about them. A term whose chapter is not written yet is skipped, and only then. */
const TERMS = {
  zh: {
    交叉熵: '04', softmax: '03', 980: '05', 肿瘤: '01', 温度: '03', 学习率: '06', 极大似然: '04', 池化: '05',
    阀门: '03', 混淆矩阵: '07', 残差: '08', sigmoid: '03', 七万张: '00', 猜测: '01',
  },
  en: {
    'cross-entropy': '04', softmax: '03', 980: '05', tumour: '01', temperatures: '03', 'learning rate': '06', likelihood: '04',
    pooling: '05', valves: '03', confusion: '07', residual: '08', sigmoid: '03', 'seventy thousand': '00', guesses: '01',
  },
};
/** The chapter's place among the results, at worst. */
const NEAR = 5;

let browser, server;
before(async () => { [browser, server] = await Promise.all([launch(), serve(DIST)]); });
after(() => Promise.all([browser?.close(), server?.close()]));

/** A tab that shows the language's first chapter. */
const inChapter = (language, use) => inFreshTab(browser, DESKTOP, async (tab) => {
  await tab.goto(`${server.origin}/${notebooks(language)[0].page}`);
  await use(tab);
});

async function open(tab) {
  await tab.keyboard.press('/');
  await tab.locator('#search[open] #search-input').waitFor();
}

/** Types a term and returns the results once they are there. */
async function find(tab, term) {
  await tab.locator('#search-input').fill('');
  await tab.waitForFunction(() => globalThis.SHUZI_INDEX && !document.querySelector('#search-results a'));
  const idle = await tab.locator('#search-status').textContent();
  await tab.locator('#search-input').fill(term);
  await tab.waitForFunction((before) => document.querySelector('#search-status').textContent !== before, idle);
  return tab.locator('#search-results a').evaluateAll((links) => links.map((link) => ({
    path: new URL(link.href).pathname.slice(1),
    hash: new URL(link.href).hash.slice(1),
    text: link.textContent.replace(/\s+/g, ' '),
    marks: [...link.querySelectorAll('mark')].map((mark) => mark.textContent.toLowerCase()),
  })));
}

/** Which result is chosen: by `aria-selected`, by `aria-activedescendant` or by the focus. */
const chosen = (tab) => tab.evaluate(() => {
  const links = [...document.querySelectorAll('#search-results a')];
  const active = document.getElementById(document.querySelector('#search-input').getAttribute('aria-activedescendant'));
  const isChosen = (link) => [link, link.closest('[role=option], li')].filter(Boolean).some((element) =>
    element === document.activeElement || element === active || element.getAttribute('aria-selected') === 'true');
  return links.findIndex(isChosen);
});

for (const language of LANGUAGES) {
  const written = new Map(notebooks(language).map(({ number, page }) => [number, page]));

  test(`${language}: search finds each term in the chapter that is about it`, async (context) => {
    const terms = Object.entries(TERMS[language]).filter(([, number]) => written.has(number));
    context.diagnostic(`${terms.length} of ${Object.keys(TERMS[language]).length} terms, for ${written.size} chapters`);
    assert.ok(terms.length > 0, `${language}: no chapter of any term is there`);
    await inChapter(language, async (tab) => {
      await open(tab);
      for (const [term, number] of terms) {
        const results = await find(tab, term);
        const paths = results.map(({ path }) => path);
        const place = paths.indexOf(written.get(number));
        assert.ok(place >= 0 && place < NEAR, `${language}, “${term}”: expected ${written.get(number)} among the first ${NEAR} results, found ${JSON.stringify(paths.slice(0, 8))}`);
        assert.ok(paths.every((path) => path.startsWith(`${language}/`)), `${language}, “${term}”: expected results in this language, found ${paths}`);
        assert.ok(results[place].hash, `${language}, “${term}”: expected a link to a section, found the page alone`);
        assert.ok(results[place].marks.length > 0, `${language}, “${term}”: expected <mark> in the result, found “${results[place].text}”`);
      }
    });
  });

  test(`${language}: a term that is nowhere is said to be nowhere`, () => inChapter(language, async (tab) => {
    await open(tab);
    const results = await find(tab, 'qqzzxx');
    assert.deepEqual(results, []);
    const status = tab.locator('#search-status');
    assert.equal(await status.getAttribute('aria-live') ?? await status.getAttribute('role'), 'polite', `${language}: #search-status: expected to be read aloud`);
    assert.notEqual((await status.textContent()).trim(), '', `${language}: #search-status: expected words, found none`);
  }));

  test(`${language}: / opens, arrows move, Enter follows, Esc closes`, () => inChapter(language, async (tab) => {
    const page = await tab.url();
    await open(tab);
    assert.equal(await tab.evaluate(() => document.activeElement.id), 'search-input', `${language}: / should put the cursor into the field`);
    const results = await find(tab, 'softmax');
    assert.ok(results.length >= 3, `${language}: expected three results or more, found ${results.length}`);
    const first = await chosen(tab);
    assert.ok(first <= 0, `${language}: expected the first result or none chosen, found ${first}`);
    await tab.keyboard.press('ArrowDown');
    assert.equal(await chosen(tab), first + 1, `${language}: ArrowDown: expected the next result chosen`);
    await tab.keyboard.press('ArrowDown');
    await tab.keyboard.press('ArrowUp');
    assert.equal(await chosen(tab), first + 1, `${language}: ArrowDown, ArrowUp: expected the same result chosen`);
    await tab.keyboard.press('Escape');
    await tab.locator('#search').waitFor({ state: 'hidden' });
    assert.equal(tab.url(), page, `${language}: Esc: expected to stay`);

    await open(tab);
    const again = await find(tab, 'softmax');
    const at = (await chosen(tab)) + 1;
    await tab.keyboard.press('ArrowDown');
    await tab.keyboard.press('Enter');
    const { path, hash } = again[at];
    await tab.waitForURL(`${server.origin}/${path}#${hash}`);
    const top = await tab.evaluate((id) => document.getElementById(decodeURIComponent(id))?.getBoundingClientRect().top, hash);
    assert.ok(top >= -10 && top < 600, `${path}#${hash}: expected in view after Enter, found at ${top} px`);
  }));
}

test('search works from disk too', () => inFreshTab(browser, DESKTOP, async (tab) => {
  const [chapter] = notebooks('zh');
  await tab.goto(fileUrl(DIST, chapter.page));
  await open(tab);
  const results = await find(tab, '概率');
  assert.ok(results.length > 0, `${chapter.page} from disk: expected results for 概率, found none`);
}));

test('a slash that is typed into a field stays there', () => inChapter('en', async (tab) => {
  await open(tab);
  await tab.keyboard.type('a/b');
  assert.equal(await tab.locator('#search-input').inputValue(), 'a/b');
}));
