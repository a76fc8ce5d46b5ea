// The browser that the tests look through, and what they listen to while a page loads.
import { chromium } from 'playwright-core';
import { findChromium } from './chromium.mjs';

export const DESKTOP = { viewport: { width: 1280, height: 800 } };
export const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

/** Starts the browser without a window. */
export async function launch() {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium found: install it, or set SHUZI_CHROMIUM to its path.');
  // Root may not use the sandbox; all that is opened here is our own.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}

/** Runs `use` in a fresh profile (an empty cache, no memory) and closes it. */
export async function inFreshTab(browser, options, use) {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(30_000);
  try {
    return await use(await context.newPage(), context);
  } finally {
    await context.close();
  }
}

/** Loads a page until its fonts are there, and returns what was heard: problems, and the addresses asked for. */
export async function load(tab, url, { page, inside }) {
  const heard = { problems: [], requests: [] };
  const problem = (element, expected, found) => heard.problems.push({ page, element, expected, found });
  tab.on('console', (message) => {
    if (message.type() === 'error') problem(`console, for ${message.location().url}`, 'no error', message.text());
  });
  tab.on('pageerror', (error) => problem('script', 'no uncaught error', error.message));
  tab.on('requestfailed', (request) => problem(request.url(), 'an answer', request.failure()?.errorText));
  tab.on('request', (request) => {
    const address = request.url();
    heard.requests.push(address);
    if (!address.startsWith(inside) && !address.startsWith('data:')) {
      problem(address, `no request outside of ${inside}`, request.resourceType());
    }
  });
  await tab.goto(url, { waitUntil: 'load' });
  await tab.evaluate(() => document.fonts.ready.then(() => undefined));
  return heard;
}

/** Scrolls to the end and back, so that whatever waits for that has happened. */
export async function readThrough(tab) {
  await tab.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(() => done()));
    for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight) {
      scrollTo(0, top);
      await frame();
    }
    scrollTo(0, 0);
    await frame();
  });
}
