// Pages never scroll sideways; what is wide scrolls inside itself.

/** The elements that make the page wider than its window of `width` pixels. */
export async function overflow(tab, page, width) {
  const { widest, elements } = await tab.evaluate(() => {
    const root = document.documentElement;
    const limit = root.clientWidth;
    if (root.scrollWidth <= limit) return { widest: limit, elements: [] };
    const clips = (element) => getComputedStyle(element).overflowX !== 'visible';
    const clipped = (element) => {
      for (let outer = element.parentElement; outer && outer !== document.body; outer = outer.parentElement) {
        if (clips(outer)) return true;
      }
      return false;
    };
    const name = (element) => {
      const cell = element.closest('section.cell')?.id;
      const classes = element.getAttribute('class')?.trim().replace(/\s+/g, '.');
      return `${cell ? `#${cell} ` : ''}${element.localName}${classes ? `.${classes}` : ''}`;
    };
    const wide = [...document.body.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > limit + 0.5 && !clipped(element))
      .map(name);
    return { widest: root.scrollWidth, elements: wide.length ? wide.slice(0, 3) : ['html'] };
  });
  return elements.map((element) => ({
    page: `${page} (${width} px)`,
    element,
    expected: `the page no wider than ${width} px`,
    found: `${widest} px`,
  }));
}

/** Parts of the opened chapter menu that are beside the window: what is fixed there cannot be scrolled to. */
export async function menuBeside(tab, page, width) {
  const menu = tab.locator('header details').first();
  if ((await menu.count()) === 0) return [];
  await menu.locator('summary').click();
  const beside = await menu.evaluate((node) => [...node.querySelectorAll('*')]
    .filter((part) => part.checkVisibility())
    .map((part) => ({ part, box: part.getBoundingClientRect() }))
    .filter(({ box }) => box.left < -0.5 || box.right > innerWidth + 0.5)
    .map(({ part, box }) => ({ name: `header ${part.localName}`, found: `from ${Math.round(box.left)} to ${Math.round(box.right)} px` })));
  await menu.locator('summary').click();
  return beside.slice(0, 2).map(({ name, found }) => ({ page: `${page} (menu open)`, element: name, expected: `inside ${width} px`, found }));
}
