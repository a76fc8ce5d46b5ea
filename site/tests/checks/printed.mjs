// What is on the paper: the words of a PDF, compared with the words of the page.
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** Paper as wide as the print style's; the page is laid out for it when the browser prints. */
const PAPER = { format: 'A4', preferCSSPageSize: true };

// Chinese characters that also are radicals: a PDF may name either (Unicode's compatibility forms do not join these).
const RADICALS = '⺁厂⺄乙⺈刀⺋卩⺌小⺍小⺎兀⺒巳⺓幺⺗心⺙攵⺝月⺟母⺠民⺡水⺣火⺤爪⺥爪⺦丬⺧牛⺨犬⺩王⺫目⺬示⺭礻⺮竹⺯糸⺰纟⺱网⺲网⺳网⺶羊⺷羊⺸羊⺹老⺺聿⺼月⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃西⻄西⻅见⻆角⻈讠⻉贝⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟食⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫齐⻬齐⻭歯⻮齿⻯竜⻰龙⻲亀⻳龟';
const SAME = new Map([...RADICALS.matchAll(/(.)(.)/gu)].map(([, radical, character]) => [radical, character]));

/** Text without what a line break may change: spaces, hyphens and dashes. */
export const squeezed = (text) =>
  [...text.normalize('NFKC').replace(/[\s\u00ad\u200b\u2060\u2212\p{Pd}]+/gu, '')].map((letter) => SAME.get(letter) ?? letter).join('');

/** The words of the PDF that the browser prints of this page. */
export async function printedText(tab) {
  const data = new Uint8Array(await tab.pdf(PAPER));
  const document = await getDocument({ data, verbosity: 0, isEvalSupported: false, useSystemFonts: true }).promise;
  const pages = [];
  for (let number = 1; number <= document.numPages; number++) {
    const { items } = await (await document.getPage(number)).getTextContent();
    pages.push(items.map(({ str }) => str).join(''));
  }
  await document.destroy();
  return { pages: pages.length, text: squeezed(pages.join('')) };
}

/** The words that the paper should have: whole code blocks, and other texts one by one; formulas are checked by their boxes. */
export async function wordsToPrint(tab, scope) {
  return tab.evaluate((scope) => {
    const SKIPPED = 'style, script, title, desc, template, .katex, button, nav, .anchor, .computed, [aria-hidden=true], [hidden]';
    const words = [];
    for (const root of document.querySelectorAll(scope)) {
      const element = (node) => `${node.closest('section.cell') ? `#${node.closest('section.cell').id} ` : ''}${node.localName}`;
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const blocks = new Set();
      while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        if (parent.closest(SKIPPED) || !walker.currentNode.data.trim()) continue;
        const block = parent.closest('pre');
        if (block && blocks.has(block)) continue;
        blocks.add(block);
        words.push({ element: element(block ?? parent), text: (block ?? walker.currentNode).textContent });
      }
    }
    return words;
  }, scope);
}

/** Words that are not in the printed text. A page's end may part a text once. */
export function lostWords(page, words, printed) {
  const isThere = (text) => {
    if (printed.includes(text)) return true;
    const cut = longestStart(text, printed);
    return cut > 0 && printed.includes(text.slice(cut));
  };
  const lost = words.filter(({ text }) => !isThere(squeezed(text)));
  const problems = lost.map(({ element, text }) => ({ page, element, expected: `“${text.trim().slice(0, 60)}” on paper`, found: 'not in the PDF' }));
  if (words.length === 0) problems.push({ page, element: 'main', expected: 'words to print', found: 'none' });
  return problems;
}

/** How many letters of `text`, from its start, stand together in `printed`. */
function longestStart(text, printed) {
  let [there, missing] = [0, text.length + 1];
  while (missing - there > 1) {
    const middle = (there + missing) >> 1;
    if (printed.includes(text.slice(0, middle))) there = middle;
    else missing = middle;
  }
  return there;
}
