// One visit does all checks that a kind of window allows, so that no page is loaded more often than it must be.
import { DESKTOP, PHONE, inFreshTab, load, readThrough } from './support/browser.mjs';
import { fileUrl, isChapter } from './support/dist.mjs';
import { accessibility } from './checks/axe.mjs';
import { cost, overBudget, shifted, watchShifts } from './checks/budget.mjs';
import { unreadable } from './checks/figures.mjs';
import { inventory } from './checks/inventory.mjs';
import { menuBeside, overflow } from './checks/overflow.mjs';
import { lostWords, printedText, wordsToPrint } from './checks/printed.mjs';
import { hiddenTexts, stuckDetails } from './checks/visible.mjs';

/** From a web host, on a desktop, in the light. */
export const onDesktop = (browser, root, origin, page) =>
  inFreshTab(browser, { ...DESKTOP, colorScheme: 'light' }, async (tab) => {
    await watchShifts(tab);
    const { problems, requests } = await load(tab, `${origin}/${page}`, { page, inside: `${origin}/` });
    await readThrough(tab);
    const spent = cost(root, origin, requests);
    const found = {
      heard: problems,
      held: await inventory(tab, page),
      spent: { page, bytes: spent.bytes, requests: spent.requests },
      budget: overBudget(page, spent),
      shift: await shifted(tab, page, 'desktop'),
      figures: await unreadable(tab, page, 'light'),
      hidden: await hiddenTexts(tab, page, { state: 'desktop' }),
      overflow: await overflow(tab, page, DESKTOP.viewport.width),
      axe: await accessibility(tab, page, 'light, desktop'),
    };
    await tab.setViewportSize({ width: 768, height: 1024 });
    found.overflow.push(...(await overflow(tab, page, 768)));
    return found;
  });

/** From disk, on a phone, in the dark. */
export const onPhone = (browser, root, page) =>
  inFreshTab(browser, { ...PHONE, colorScheme: 'dark' }, async (tab) => {
    await watchShifts(tab);
    const inside = fileUrl(root, '');
    const { problems } = await load(tab, fileUrl(root, page), { page, inside });
    await readThrough(tab);
    const { width } = PHONE.viewport;
    return {
      heard: problems,
      shift: await shifted(tab, page, 'phone'),
      figures: await unreadable(tab, page, 'dark'),
      overflow: [...(await overflow(tab, page, width)), ...(await menuBeside(tab, page, width))],
      axe: await accessibility(tab, page, 'dark, phone'),
    };
  });

/** From disk, with scripts off: read, fold, print. */
export const withoutScripts = (browser, root, page) =>
  inFreshTab(browser, { ...DESKTOP, javaScriptEnabled: false }, async (tab) => {
    const { problems } = await load(tab, fileUrl(root, page), { page, inside: fileUrl(root, '') });
    const found = {
      heard: problems,
      held: await inventory(tab, page),
      hidden: await hiddenTexts(tab, page, { state: 'scripts off' }),
      folds: await stuckDetails(tab, page),
    };
    if (isChapter(page)) found.paper = await onPaper(tab, page);
    return found;
  });

/** Words lost between the page and its PDF, and words that the paper cuts off. */
export async function onPaper(tab, page) {
  const scope = 'main section.cell';
  const words = await wordsToPrint(tab, scope);
  const { text, pages } = await printedText(tab);
  await tab.emulateMedia({ media: 'print' });
  // A4 without the usual margins, in CSS pixels.
  await tab.setViewportSize({ width: 700, height: 1000 });
  const problems = [...lostWords(page, words, text), ...(await hiddenTexts(tab, page, { scope: 'main article', state: 'print' }))];
  return { page, pages, words: words.length, problems };
}
