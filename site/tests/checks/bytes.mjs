// Two renderings, compared.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { files } from '../support/dist.mjs';

/** Files that one folder lacks, or that differ, with the first byte that does. */
export function differences(one, other) {
  const [first, second] = [files(one), files(other)];
  const missing = (path, where) => ({ page: path, element: 'file', expected: 'in both renderings', found: `not in ${where}` });
  return [...new Set([...first, ...second])].sort().flatMap((path) => {
    if (!first.includes(path)) return [missing(path, 'the first')];
    if (!second.includes(path)) return [missing(path, 'the second')];
    const [a, b] = [readFileSync(join(one, path)), readFileSync(join(other, path))];
    if (a.equals(b)) return [];
    const at = [...a].findIndex((byte, index) => byte !== b[index]);
    const near = (bytes) => JSON.stringify(bytes.subarray(Math.max(0, at - 20), at + 20).toString('utf8'));
    return [{ page: path, element: `byte ${at}`, expected: near(a), found: near(b) }];
  });
}
