// A tiny site without a fault, for damaging.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The specimen's page. */
export const PAGE = 'zh/00-specimen.html';

/** The notebook that the page could come from. */
export const NOTEBOOK = {
  page: PAGE,
  cells: [
    { id: 'title', cell_type: 'markdown' },
    { id: 'plot', cell_type: 'code', outputs: [{ data: { 'image/svg+xml': '…' } }] },
    { id: 'answer', cell_type: 'markdown' },
  ],
};

const HTML = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>样张</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'self'; style-src 'self' 'unsafe-inline'">
<link rel="icon" href="../icon.svg"><link rel="stylesheet" href="../style.css"></head>
<body><header><details><summary>目录</summary><ul class="menu"><li>第一章</li></ul></details></header>
<main><article><h1>样张</h1>
<section class="cell prose" id="title"><p>见过的第一段文字，有一个<a href="#answer">链接</a>。</p></section>
<section class="cell code" id="plot"><pre tabindex="0"><code>let probabilities = softmax(&amp;scores);</code></pre>
<div class="output"><figure class="figure"><svg role="img" aria-label="图" viewBox="0 0 200 60" width="200" height="60">
<rect class="card" width="200" height="60"/><circle class="dot" cx="20" cy="30" r="9"/><text class="word" x="60" y="35">图中的字</text></svg>
<figcaption>一张图 <a class="computed" href="#plot">怎样算出来的</a></figcaption></figure></div></section>
<section class="cell prose" id="answer"><details><summary>答案</summary><p>三分之一。</p></details></section>
</article></main></body></html>
`;

const CSS = `:root { color-scheme: light dark; --ink: #222; --paper: #fff; --link: #1c62a8 }
@media (prefers-color-scheme: dark) { :root { --ink: #ddd; --paper: #181818; --link: #8ab8ea } }
body { color: var(--ink); background: var(--paper) } a { color: var(--link) } pre { overflow-x: auto }
.card { fill: var(--paper) } .dot, .word { fill: var(--ink) }
header { position: fixed; top: 0 } body { margin-top: 8rem } ul { background: var(--paper) }
@media print { details::details-content { content-visibility: visible; display: block } pre { white-space: pre-wrap } }
`;

const ICON = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';

/** Makes the specimen in a temporary folder, damaged by each of `damages` in turn; `use` gets the folder. */
export async function withSpecimen(damages, use) {
  const sound = { html: HTML, css: CSS, extra: {} };
  const { html, css, extra } = damages.reduce((parts, damage) => ({ ...parts, ...damage(parts) }), sound);
  const root = mkdtempSync(join(tmpdir(), 'shuzi-site-'));
  try {
    const files = { 'index.html': HTML.replaceAll('../', ''), [PAGE]: html, 'style.css': css, 'icon.svg': ICON, ...extra };
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    return await use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
