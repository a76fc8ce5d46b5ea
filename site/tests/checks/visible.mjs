// What a reader without scripts sees, on the screen and on paper.

/** Texts inside `scope` that cannot be seen: no box, transparent, cut off, or off the page. Answers that are folded are left out. */
export async function hiddenTexts(tab, page, { scope = 'main', state }) {
  const hidden = await tab.evaluate((scope) => {
    const SKIPPED = 'style, script, title, desc, template, .katex-mathml, button, nav, .anchor, .skip, .widget, dialog, [hidden]';
    const root = document.querySelector(scope);
    if (!root) return [{ element: scope, found: 'no such element' }];
    const name = (element) => {
      const cell = element.closest('section.cell')?.id;
      return `${cell ? `#${cell} ` : ''}${element.localName}`;
    };
    const folded = (element) => {
      const details = element.closest('details:not([open])');
      if (!details) return false;
      const summary = details.querySelector(':scope > summary');
      return !summary?.contains(element) || folded(details.parentElement);
    };
    const print = matchMedia('print').matches;
    const opacity = (element) => (element ? Number(getComputedStyle(element).opacity) * opacity(element.parentElement) : 1);
    const reason = (text) => {
      const element = text.parentElement;
      if (!element.checkVisibility({ contentVisibilityAuto: false, visibilityProperty: true })) return 'not displayed';
      const range = document.createRange();
      range.selectNodeContents(text);
      const box = range.getBoundingClientRect();
      if (box.width === 0 || box.height === 0) return 'no box';
      if (opacity(element) < 0.5) return 'transparent';
      if (!print) return undefined;
      if (box.right > document.documentElement.clientWidth + 1) return 'off the right of the paper';
      for (let outer = element; outer && outer !== document.body; outer = outer.parentElement) {
        const style = getComputedStyle(outer);
        if (style.overflowX === 'visible' || style.display === 'inline' || outer.closest('.katex')) continue;
        const frame = outer.getBoundingClientRect();
        if (box.right > frame.right + 1 || box.bottom > frame.bottom + 1) return `cut off by ${name(outer)}.${outer.className}`;
      }
      return undefined;
    };
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const text = walker.currentNode;
      const element = text.parentElement;
      if (!/[^\s\u200b\u2060\ufeff]/.test(text.data) || element.closest(SKIPPED)) continue;
      if (print && element.closest('.computed')) continue;
      if (!print && folded(element)) continue;
      const why = reason(text);
      if (why) found.push({ element: `${name(element)} “${text.data.trim().slice(0, 30)}”`, found: why });
    }
    return found;
  }, scope);
  return hidden.map(({ element, found }) => ({ page: `${page} (${state})`, element, expected: 'text that can be read', found }));
}

/** Folded answers that a click does not open, or that are open from the start. */
export async function stuckDetails(tab, page) {
  const problems = [];
  for (const details of await tab.locator('section.cell details').all()) {
    const element = `details “${(await details.locator('summary').first().innerText()).slice(0, 30)}”`;
    const isOpen = () => details.evaluate((node) => node.open);
    if (await isOpen()) problems.push({ page, element, expected: 'folded at first', found: 'open' });
    await details.locator('summary').first().click();
    if (!(await isOpen())) problems.push({ page, element, expected: 'open after a click', found: 'folded' });
    await details.locator('summary').first().click();
  }
  return problems;
}
