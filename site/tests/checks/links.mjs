// Every link inside the site leads somewhere, from a web host and from disk alike.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SITE = 'http://site.invalid/';

/** The links of all pages that lead nowhere. */
export function brokenLinks(root, inventories) {
  const ids = new Map(inventories.map(({ page, ids }) => [page, new Set(ids)]));
  return inventories.flatMap(({ page, links }) => links.flatMap((link) => {
    const expected = broken(root, ids, page, link.href);
    return expected ? [{ page, element: `a “${link.text}”`, expected, found: link.href }] : [];
  }));
}

/** What is expected of a link that is broken; undefined for a good one. */
function broken(root, ids, page, href) {
  if (/^https?:|^mailto:/.test(href)) return undefined;
  if (/^[a-z][a-z0-9+.-]*:/i.test(href)) return 'http, https, mailto or a relative path';
  if (href.startsWith('/')) return 'a relative path, which works from disk too';
  const url = new URL(href, SITE + page);
  const path = decodeURIComponent(url.pathname.slice(1));
  if (path.startsWith('api/')) return undefined;
  const file = join(root, path);
  if (!existsSync(file)) return 'a file of the site';
  if (statSync(file).isDirectory()) return 'a file: from disk, a folder shows its list of files';
  const id = decodeURIComponent(url.hash.slice(1));
  if (href.includes('#') && path.endsWith('.html') && !ids.get(path)?.has(id)) return `an element with this id on ${path}`;
  return undefined;
}
