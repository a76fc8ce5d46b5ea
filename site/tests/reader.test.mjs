// What a reader does with a page: changes its language, its colours, moves by keyboard, copies code.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESKTOP, PHONE, inFreshTab, launch } from './support/browser.mjs';
import { DIST, fileUrl, notebooks } from './support/dist.mjs';
import { serve } from './support/server.mjs';

let browser, server;
before(async () => { [browser, server] = await Promise.all([launch(), serve(DIST)]); });
after(() => Promise.all([browser?.close(), server?.close()]));

const fromServer = (page) => `${server.origin}/${page}`;
const theme = (tab) => tab.evaluate(() => document.documentElement.dataset.theme ?? 'system');
/** The colour of the page: the body's, or what shows through it. */
const background = (tab) => tab.evaluate(() => {
  const colours = [document.body, document.documentElement].map((element) => getComputedStyle(element).backgroundColor);
  return colours.find((colour) => colour !== 'rgba(0, 0, 0, 0)') ?? 'none';
});
/** Waits until the page has stopped scrolling. */
const settled = (tab) => tab.evaluate(async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => done()));
  for (let [last, still] = [-1, 0]; still < 5; still = scrollY === last ? still + 1 : 0) {
    last = scrollY;
    await frame();
  }
});

/** Clicks with the mouse where an element is, without bringing it into view first as `locator.click` does. */
async function press(tab, selector) {
  const box = await tab.locator(selector).boundingBox();
  await tab.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
}

/** Scrolls to a cell as reading would, changes the language, and expects the cell where it was. */
async function keepsItsPlace(tab, from, to, cell) {
  await tab.goto(fromServer(from));
  await tab.evaluate((id) => document.getElementById(id).scrollIntoView(), cell);
  await settled(tab);
  const found = await tab.evaluate(() => document.querySelector('a.language').hash);
  assert.equal(found, `#${cell}`, `${from}: a.language: expected #${cell}, which is at the top, found ${found}`);
  await press(tab, 'a.language');
  await tab.waitForURL(`${fromServer(to)}#${cell}`);
  await settled(tab);
  const { top, above } = await tab.evaluate((id) => ({
    top: document.getElementById(id).getBoundingClientRect().top,
    above: document.querySelector('header').getBoundingClientRect().bottom,
  }), cell);
  assert.ok(top > -10 && top < Math.max(above, 0) + 120, `${to}#${cell}: expected at the top, found at ${top} px`);
}

for (const [name, window] of [['desktop', DESKTOP], ['phone', PHONE]]) {
  test(`${name}: the language toggle keeps the place, there and back`, () => inFreshTab(browser, window, async (tab) => {
    const [chinese, english] = ['zh', 'en'].map((language) => notebooks(language).at(-1));
    const places = [0.3, 0.5, 0.8].map((share) => chinese.cells[Math.floor(share * chinese.cells.length)].id);
    for (const cell of places) {
      await keepsItsPlace(tab, chinese.page, english.page, cell);
      await keepsItsPlace(tab, english.page, chinese.page, cell);
    }
  }));
}

test('a control in the header that gets the focus leaves the page where it is', () => inFreshTab(browser, DESKTOP, async (tab) => {
  const { page, cells } = notebooks('zh').at(-1);
  await tab.goto(fromServer(page));
  await tab.evaluate((id) => document.getElementById(id).scrollIntoView(), cells[Math.floor(cells.length / 2)].id);
  await settled(tab);
  for (const control of ['header summary', '#search-button', 'a.language', '#theme']) {
    const before = await tab.evaluate(() => scrollY);
    await tab.locator(control).first().evaluate((element) => element.focus());
    await settled(tab);
    const after = await tab.evaluate(() => scrollY);
    assert.ok(Math.abs(after - before) < 2, `${page}: ${control}: expected the page to stay at ${before} px when focused, found ${after} px`);
  }
}));

for (const [name, address] of [['a server', fromServer], ['disk', (page) => fileUrl(DIST, page)]]) {
  test(`from ${name}: the chosen colours stay over a reload and on other pages`, () =>
    inFreshTab(browser, { ...DESKTOP, colorScheme: 'light' }, async (tab) => {
      const [one, other] = notebooks('zh');
      await tab.goto(address(one.page));
      const light = await background(tab);
      await tab.locator('#theme').click();
      if ((await background(tab)) === light) await tab.locator('#theme').click();
      assert.equal(await theme(tab), 'dark', `${one.page}: #theme: expected data-theme=dark after a click`);
      const dark = await background(tab);
      assert.notEqual(dark, light, `${one.page}: body: expected another background in the dark`);
      await tab.reload();
      assert.equal(await background(tab), dark, `${one.page}: body: expected dark after a reload`);
      await tab.goto(address(other.page));
      assert.equal(await background(tab), dark, `${other.page}: body: expected dark on another page`);
      await tab.locator('#theme').click();
      await tab.reload();
      assert.equal(await background(tab), light, `${other.page}: body: expected light after the switch back`);
    }));
}

test('without a choice the colours follow the system', () => inFreshTab(browser, { ...DESKTOP, colorScheme: 'dark' }, async (tab) => {
  await tab.goto(fromServer('index.html'));
  const dark = await background(tab);
  await tab.emulateMedia({ colorScheme: 'light' });
  assert.notEqual(await background(tab), dark, 'index.html: body: expected another background when the system turns light');
}));

test('the first Tab reaches the way past the menu, and every stop shows where it is', () => inFreshTab(browser, DESKTOP, async (tab) => {
  const { page } = notebooks('en')[0];
  await tab.goto(fromServer(page));
  for (let stop = 0; stop < 15; stop++) {
    await tab.keyboard.press('Tab');
    const seen = await tab.evaluate(() => {
      const element = document.activeElement;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      return {
        name: `${element.localName}${element.id ? `#${element.id}` : ''}${element.className ? `.${element.className}` : ''}`,
        marked: (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) || boxShadow !== 'none',
        inView: box.width > 1 && box.height > 1 && box.bottom > 0 && box.right > 0 && box.top < innerHeight,
      };
    });
    if (stop === 0) assert.match(seen.name, /\bskip\b/, `${page}: first Tab: expected a.skip, found ${seen.name}`);
    assert.ok(seen.marked, `${page}: ${seen.name}: expected an outline when focused, found none`);
    assert.ok(seen.inView, `${page}: ${seen.name}: expected in view when focused`);
  }
}));

test('a copy button copies its code', () => inFreshTab(browser, { ...DESKTOP, permissions: ['clipboard-read', 'clipboard-write'] }, async (tab) => {
  const { page, cells } = notebooks('en')[0];
  const cell = cells.findLast(({ cell_type: type }) => type === 'code');
  await tab.goto(fromServer(page));
  const button = tab.locator(`[id="${cell.id}"] button.copy`).first();
  await button.scrollIntoViewIfNeeded();
  await button.click();
  const expected = cell.source.join('').trim();
  await tab.waitForFunction(async () => (await navigator.clipboard.readText()) !== '').catch(() => undefined);
  const copied = await tab.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied.trim(), expected, `${page}: #${cell.id} button.copy: expected the cell's code in the clipboard`);
}));

test('an address that is not there is answered in both languages, with ways back', () => inFreshTab(browser, DESKTOP, async (tab) => {
  const answer = await tab.goto(fromServer('no-such-page.html'));
  assert.equal(answer.status(), 404);
  const text = await tab.locator('main').innerText();
  assert.match(text, /[\u4e00-\u9fff]/, '404.html: main: expected Chinese');
  assert.match(text, /[a-z]{3}/i, '404.html: main: expected English');
  assert.ok((await tab.locator('main a').count()) >= 1, '404.html: main: expected a link back');
}));
