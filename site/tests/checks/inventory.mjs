// What a page holds: its anchors, its links, its cells.

/** Reads the page that `tab` shows. */
export async function inventory(tab, page) {
  const held = await tab.evaluate(() => ({
    language: document.documentElement.lang,
    ids: [...document.querySelectorAll('[id]')].map((element) => element.id),
    links: [...document.querySelectorAll('a[href], area[href]')].map((element) => ({
      href: element.getAttribute('href'),
      text: element.textContent.trim().slice(0, 30),
    })),
    twin: document.querySelector('a.language')?.getAttribute('href') ?? 'none',
    headings: document.querySelectorAll('h1').length,
    cells: [...document.querySelectorAll('main section.cell')].map((cell) => ({
      id: cell.id,
      kind: ['prose', 'code'].filter((kind) => cell.classList.contains(kind)).join(' '),
    })),
    figures: [...document.querySelectorAll('main .output svg')].filter((svg) => !svg.closest('.katex')).map((svg) => ({
      cell: svg.closest('section.cell')?.id ?? 'no cell',
      caption: svg.closest('figure')?.querySelector('figcaption')?.textContent.trim() ?? '',
      computed: svg.closest('figure')?.querySelector('a.computed')?.getAttribute('href') ?? '',
    })),
  }));
  return { page, ...held };
}

/** Where a page's other language is, unless its link says so. */
export function lostTwin({ page, twin }) {
  if (page === '404.html') return [];
  const other = page === 'index.html' ? 'en/index.html' : page === 'en/index.html' ? 'index.html'
    : page.startsWith('zh/') ? page.replace('zh/', 'en/') : page.replace('en/', 'zh/');
  const found = new URL(twin, `http://site.invalid/${page}`).pathname.slice(1);
  return found === other ? [] : [{ page, element: 'a.language', expected: other, found: twin }];
}

/** Ids that are there twice, and pages without one title. */
export function malformed({ page, ids, headings, language }) {
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  const problems = [...new Set(twice)].map((id) => ({ page, element: `#${id}`, expected: 'one element', found: 'several' }));
  if (headings !== 1) problems.push({ page, element: 'h1', expected: 'one', found: headings });
  const expected = page.startsWith('en/') ? 'en' : 'zh-CN';
  if (page !== '404.html' && language !== expected) problems.push({ page, element: 'html[lang]', expected, found: language });
  return problems;
}

/** Cells of the notebook that the page lacks, or has elsewhere, or shows as the wrong kind. */
export function lostCells({ page, cells }, notebook) {
  const expected = notebook.cells.map(({ id, cell_type }) => `${id} ${cell_type === 'code' ? 'code' : 'prose'}`);
  const found = cells.map(({ id, kind }) => `${id} ${kind}`);
  const at = expected.findIndex((cell, index) => cell !== found[index]);
  if (at >= 0) return [{ page, element: `cell ${at}`, expected: expected[at], found: found[at] ?? 'nothing' }];
  if (found.length === expected.length) return [];
  return [{ page, element: `cell ${expected.length}`, expected: 'no more cells', found: found[expected.length] }];
}

/** Figures without a caption, or without the way to the cell that computed them; and too few of them. */
export function lostFigures({ page, figures }, notebook) {
  const outputs = (cell) => (cell.outputs ?? []).filter(({ data }) => data?.['image/svg+xml']).length;
  const expected = notebook.cells.reduce((sum, cell) => sum + outputs(cell), 0);
  const problems = figures.flatMap(({ cell, caption, computed }) => [
    ...(caption ? [] : [{ page, element: `#${cell} figure`, expected: 'a caption', found: 'none' }]),
    ...(computed === `#${cell}` ? [] : [{ page, element: `#${cell} a.computed`, expected: `#${cell}`, found: computed || 'none' }]),
  ]);
  if (figures.length < expected) problems.push({ page, element: 'svg', expected: `${expected} figures`, found: figures.length });
  return problems;
}
