// The same source makes the same bytes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DIST, files } from './support/dist.mjs';
import { none } from './support/problems.mjs';
import { differences } from './checks/bytes.mjs';

const again = process.env.SHUZI_SITE_AGAIN;

test('a second rendering gives the same files, byte for byte', { skip: again ? false : 'SHUZI_SITE_AGAIN names no second rendering; `cargo xtask site --check` makes one' }, () =>
  none(differences(DIST, again)));

test('no file names a folder of the machine it was made on', () => {
  const texts = files(DIST).filter((path) => /\.(html|css|js|txt|xml)$/.test(path));
  const home = /(?:\/home\/[a-z]|\/Users\/[A-Za-z]|\/root\/|\/work\/|\/tmp\/[a-z])[^\s"'<]*/;
  none(texts.flatMap((page) => {
    const found = readFileSync(join(DIST, page), 'utf8').match(home);
    return found ? [{ page, element: 'text', expected: 'no path of a machine', found: found[0] }] : [];
  }));
});
