// Pictures of the main states, for people to look at: `node site/tests/screenshots.mjs OUT`.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DESKTOP, PHONE, inFreshTab, launch } from './support/browser.mjs';
import { DIST, fileUrl, notebooks } from './support/dist.mjs';
import { inPool } from './support/pool.mjs';

const TABLET = { viewport: { width: 820, height: 1180 } };
const PAPER = { viewport: { width: 700, height: 990 } };
const dark = (window) => ({ ...window, colorScheme: 'dark' });
const crisp = (window) => ({ ...window, deviceScaleFactor: 2 });

const chapter = (language, number) => notebooks(language).find((notebook) => notebook.number === number)?.page;
const to = (selector) => (tab) => tab.locator(selector).first().evaluate((node) => node.scrollIntoView({ block: 'center' }));

/** Opens search with a term, as a reader does. */
const search = (term) => async (tab) => {
  await tab.locator('#search-button').click();
  await tab.locator('#search-input').fill(term);
  await tab.locator('#search-results a').first().waitFor();
  await tab.keyboard.press('ArrowDown');
};

/** Each picture: its name, the window, the page, and what to do there first. */
const STATES = [
  ['landing', DESKTOP, 'index.html'],
  ['landing-dark', dark(DESKTOP), 'index.html'],
  ['landing-phone', crisp(PHONE), 'index.html'],
  ['landing-en', DESKTOP, 'en/index.html'],
  ['chapter', DESKTOP, chapter('zh', '03')],
  ['chapter-dark', dark(DESKTOP), chapter('zh', '03')],
  ['chapter-figure', DESKTOP, chapter('zh', '03'), to('#two-classes svg')],
  ['chapter-figure-dark', dark(DESKTOP), chapter('zh', '03'), to('#two-classes svg')],
  ['chapter-formula', DESKTOP, chapter('zh', '03'), to('#two')],
  ['chapter-english', DESKTOP, chapter('en', '01'), to('#three-steps')],
  ['chapter-table', DESKTOP, chapter('zh', '00'), to('#network-run .output')],
  ['chapter-table-dark', dark(DESKTOP), chapter('zh', '00'), to('#confusion-run')],
  ['chapter-tablet', TABLET, chapter('zh', '01'), to('#law svg')],
  ['chapter-phone', crisp(PHONE), chapter('zh', '03')],
  ['chapter-phone-dark', crisp(dark(PHONE)), chapter('zh', '03'), to('#softmax svg')],
  ['chapter-phone-menu', crisp(PHONE), chapter('zh', '03'), (tab) => tab.locator('header details summary').first().click()],
  ['search', DESKTOP, chapter('zh', '03'), search('交叉熵')],
  ['search-english-dark', dark(DESKTOP), chapter('en', '03'), search('temperatures')],
  ['search-phone', crisp(PHONE), chapter('zh', '03'), search('概率')],
  ['glossary', DESKTOP, 'zh/glossary.html'],
  ['glossary-en-dark', dark(DESKTOP), 'en/glossary.html'],
  ['run', DESKTOP, 'zh/run.html'],
  ['missing', DESKTOP, '404.html'],
  ['print', PAPER, chapter('zh', '03'), (tab) => tab.emulateMedia({ media: 'print' }), { fullPage: true }],
  ['whole-chapter', DESKTOP, chapter('zh', '01'), undefined, { fullPage: true }],
];

const out = resolve(process.argv[2] ?? 'screenshots');
const only = process.argv.slice(3);
mkdirSync(out, { recursive: true });
const browser = await launch();
try {
  const wanted = STATES.filter(([name, , page]) => page && (only.length === 0 || only.includes(name)));
  await inPool(wanted, 2, ([name, window, page, prepare, options]) => inFreshTab(browser, window, async (tab) => {
    await tab.goto(fileUrl(DIST, page));
    await tab.evaluate(() => document.fonts.ready.then(() => undefined));
    try {
      await prepare?.(tab);
    } catch (error) {
      console.error(`${name}: ${error.message.split('\n')[0]}`);
    }
    await tab.screenshot({ path: join(out, `${name}.png`), ...options });
    console.log(`${name}.png`);
  }));
} finally {
  await browser.close();
}
