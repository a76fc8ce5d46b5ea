// The rendered site on disk: where it is and which pages it has.
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** The folder under test. */
export const DIST = resolve(process.env.SHUZI_SITE_DIST ?? here('../../dist'));

/** The notebooks that the pages are made from. */
export const NOTEBOOKS = here('../../../notebooks');

export const LANGUAGES = ['zh', 'en'];

/** Every file under `root` as a path with `/`, sorted; the library's own documentation (`api/`) left out. */
export function files(root, under = '') {
  return readdirSync(join(root, under), { withFileTypes: true })
    .flatMap((entry) => {
      const path = under ? `${under}/${entry.name}` : entry.name;
      if (path === 'api') return [];
      return entry.isDirectory() ? files(root, path) : [path];
    })
    .sort();
}

/** Every page under `root`. */
export function pages(root) {
  if (!existsSync(join(root, 'index.html'))) {
    throw new Error(`${root} holds no index.html: render the site first with \`cargo xtask site\`.`);
  }
  return files(root).filter((path) => path.endsWith('.html'));
}

/** Whether a page is a chapter, by its path. */
export const isChapter = (page) => /^(zh|en)\/\d\d-[^/]+\.html$/.test(page);

/** The notebooks of one language: number, stem and cells. */
export function notebooks(language) {
  const folder = join(NOTEBOOKS, language);
  const names = readdirSync(folder).filter((name) => name.endsWith('.ipynb')).sort();
  return names.map((name) => {
    const stem = name.replace(/\.ipynb$/, '');
    const { cells } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    return { number: stem.slice(0, 2), stem, cells, page: `${language}/${stem}.html` };
  });
}

/** The address of a page that is opened from disk. */
export const fileUrl = (root, page) => pathToFileURL(join(root, page)).href;
