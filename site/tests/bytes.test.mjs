// The same source makes the same bytes.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { DIST, NOTEBOOKS, files } from './support/dist.mjs';
import { none } from './support/problems.mjs';
import { differences } from './checks/bytes.mjs';

const again = process.env.SHUZI_SITE_AGAIN;

test('a second rendering gives the same files, byte for byte', { skip: again ? false : 'SHUZI_SITE_AGAIN names no second rendering; `cargo xtask site --check` makes one' }, () =>
  none(differences(DIST, again)));

test('no file names a folder of the machine it was made on', () => {
  const folders = [dirname(NOTEBOOKS), homedir()].filter((folder) => folder.length > 1);
  const texts = files(DIST).filter((path) => /\.(html|css|js|txt|xml)$/.test(path));
  none(texts.flatMap((page) => {
    const text = readFileSync(join(DIST, page), 'utf8');
    const found = folders.filter((folder) => text.includes(`${folder}/`));
    return found.map((folder) => ({ page, element: 'text', expected: 'no path of this machine', found: folder }));
  }));
});
