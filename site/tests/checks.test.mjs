// The checks can fail: each finds its fault in a page made for it, and nothing in the page without the fault.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { differences } from './checks/bytes.mjs';
import { lostCells, lostFigures, malformed } from './checks/inventory.mjs';
import { brokenLinks } from './checks/links.mjs';
import { launch } from './support/browser.mjs';
import { none } from './support/problems.mjs';
import { serve } from './support/server.mjs';
import { NOTEBOOK, PAGE, withSpecimen } from './support/specimen.mjs';
import { onDesktop, onPhone, withoutScripts } from './visits.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

/** All that the three visits and what follows from them find, by kind. */
const visits = {
  async desktop(root) {
    const server = await serve(root);
    try {
      const { held, ...found } = await onDesktop(browser, root, server.origin, PAGE);
      return { ...found, links: brokenLinks(root, [held]), form: malformed(held), cells: lostCells(held, NOTEBOOK), captions: lostFigures(held, NOTEBOOK) };
    } finally {
      await server.close();
    }
  },
  phone: (root) => onPhone(browser, root, PAGE),
  async plain(root) {
    const { paper, ...found } = await withoutScripts(browser, root, PAGE);
    return { ...found, paper: paper.problems };
  },
};

const inBody = (more) => ({ html }) => ({ html: html.replace('</article>', `${more}</article>`) });
const instead = (old, more) => ({ html }) => ({ html: html.replace(old, more) });
const style = (more) => ({ css }) => ({ css: css + more });
const script = (name, code) => ({ html, extra }) => ({
  html: html.replace('</head>', `<script src="../${name}.js" defer></script></head>`),
  extra: { ...extra, [`${name}.js`]: code },
});
const noise = () => Array.from({ length: 3 }, () => Math.random().toString(36)).join('');

const manyPictures = (parts) => {
  const names = Array.from({ length: 25 }, (_, at) => `${at}.svg`);
  const picture = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
  return {
    ...inBody(names.map((name) => `<img src="${name}" alt="点">`).join(''))(parts),
    extra: { ...parts.extra, ...Object.fromEntries(names.map((name) => [`zh/${name}`, picture])) },
  };
};

const FAULTS = [
  ['an error in a script', 'desktop', 'heard', script('wrong', 'nothing.at.all;'), /nothing is not defined/],
  ['a script in the page, against the policy', 'desktop', 'heard', inBody('<script>1</script>'), /Content Security Policy/],
  ['a missing file', 'phone', 'heard', inBody('<img src="no.png" alt="无">'), /no\.png/],
  ['a request to elsewhere', 'desktop', 'heard', inBody('<img src="http://127.0.0.1:9/x.png" alt="无">'), /127\.0\.0\.1:9/],
  ['an anchor that is not there', 'desktop', 'links', instead('#answer', '#nowhere'), /#nowhere/],
  ['a page that is not there', 'desktop', 'links', inBody('<a href="01-none.html">下</a>'), /01-none/],
  ['a link from the root', 'desktop', 'links', inBody('<a href="/zh/00-specimen.html">根</a>'), /relative/],
  ['a link to a folder', 'desktop', 'links', inBody('<a href="../zh/">夹</a>'), /folder/],
  ['a script in a link', 'desktop', 'links', inBody('<a href="javascript:void(0)">按</a>'), /javascript:/],
  ['an id that is there twice', 'desktop', 'form', inBody('<p id="plot">又一个</p>'), /#plot/],
  ['the wrong language', 'desktop', 'form', instead('zh-CN', 'en'), /zh-CN/],
  ['a lost cell', 'desktop', 'cells', instead('id="answer"', 'id="answers"'), /answer prose/],
  ['a lost caption', 'desktop', 'captions', instead('<a class="computed" href="#plot">', '<a href="#plot">'), /computed/],
  ['a word that is dark in the dark', 'phone', 'figures', style('.word { fill: #222 }'), /图中的字.*4\.5/],
  ['a word in the colour of what it stands on', 'desktop', 'figures', instead('<text', '<rect x="50" width="120" height="60" fill="#333"/><text'), /图中的字/],
  ['a dot that is dark in the dark', 'phone', 'figures', style('.dot { fill: #222 }'), /circle/],
  ['a page wider than a phone', 'phone', 'overflow', inBody('<div class="wide" style="width: 30rem">宽</div>'), /div\.wide/],
  ['a menu that is cut off', 'phone', 'overflow', style('.menu { width: 30rem }'), /menu open.*header ul/],
  ['a picture without words', 'desktop', 'axe', instead('aria-label="图"', ''), /svg-img-alt/],
  ['pale letters in the dark', 'phone', 'axe', style('@media (prefers-color-scheme: dark) { p { color: #555 } }'), /color-contrast/],
  ['too many bytes', 'desktop', 'budget', script('long', `/* ${Array.from({ length: 20_000 }, noise).join('')} */`), /bytes/],
  ['too many requests', 'desktop', 'budget', manyPictures, /requests/],
  ['text that jumps', 'desktop', 'shift', script('late', 'requestAnimationFrame(() => requestAnimationFrame(() => { const late = document.createElement("div"); late.style.height = "400px"; document.body.prepend(late); }));'), /shift/],
  ['a cell that waits for a script', 'plain', 'hidden', style('@media screen { #title { opacity: 0 } }'), /#title.*transparent/],
  ['words that are not displayed', 'plain', 'hidden', style('@media screen { figcaption { display: none } }'), /一张图.*not displayed/],
  ['an open answer', 'plain', 'folds', inBody('<section class="cell"><details open><summary>又</summary></details></section>'), /“又”.*folded/],
  ['an answer that stays folded on paper', 'plain', 'paper', ({ css }) => ({ css: css.replace('details::details-content', 'none') }), /三分之一.*not in the PDF/],
  ['code that the paper cuts off', 'plain', 'paper', style('@media print { pre { width: 8em; white-space: pre; overflow: hidden } }'), /cut off/],
  ['words that the paper leaves out', 'plain', 'paper', style('@media print { #title { display: none } }'), /见过的/],
];

for (const kind of Object.keys(visits)) {
  test(`${kind}: a page without a fault passes all checks`, () =>
    withSpecimen([], async (root) => none(Object.values(await visits[kind](root)).filter(Array.isArray).flat())));
}

const damagesOf = (window) => FAULTS.filter(([, kind]) => kind === window).map(([, , , damage]) => damage);

/** What is found in a page with all the faults of one window: the faults hide one another no more than on a real page. */
const found = Object.fromEntries(Object.keys(visits).map((kind) => {
  let once;
  return [kind, () => (once ??= withSpecimen(damagesOf(kind), visits[kind]))];
}));

for (const [fault, kind, check, , words] of FAULTS) {
  test(`${kind}: ${fault} is found`, async () => {
    const problems = (await found[kind]())[check];
    assert.throws(() => none(problems), words);
  });
}

test('two renderings that differ are told apart', () =>
  withSpecimen([], (one) => withSpecimen([style('/* */')], (other) => {
    assert.throws(() => none(differences(one, other)), /style\.css: byte/);
    none(differences(one, one));
  })));
