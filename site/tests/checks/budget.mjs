// What the first look at a page costs: bytes over the wire, requests, and text that jumps.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export const BUDGET = { bytes: 300_000, requests: 20, shift: 0.05 };

const COMPRESSED = /\.(woff2|png|jpe?g)$/;
const sizes = new Map();

/** Bytes of a file as a web host would send it. */
function size(path) {
  if (!sizes.has(path)) {
    const bytes = readFileSync(path);
    sizes.set(path, COMPRESSED.test(path) ? bytes.length : gzipSync(bytes, { level: 6 }).length);
  }
  return sizes.get(path);
}

/** Bytes and requests of a load from `origin`. */
export function cost(root, origin, requests) {
  const own = [...new Set(requests)].filter((address) => address.startsWith(origin));
  const parts = own.map((address) => {
    const path = decodeURIComponent(new URL(address).pathname).slice(1);
    return { path, bytes: size(join(root, path)) };
  });
  return { requests: parts.length, bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0), parts };
}

/** Where a load costs more than it may. */
export function overBudget(page, { requests, bytes, parts }) {
  const largest = [...parts].sort((a, b) => b.bytes - a.bytes).slice(0, 4).map((part) => `${part.path} ${part.bytes}`);
  return [
    ...(bytes > BUDGET.bytes ? [{ page, element: 'first load', expected: `at most ${BUDGET.bytes} bytes`, found: `${bytes} (${largest.join(', ')})` }] : []),
    ...(requests > BUDGET.requests ? [{ page, element: 'first load', expected: `at most ${BUDGET.requests} requests`, found: `${requests} (${parts.map(({ path }) => path).join(', ')})` }] : []),
  ];
}

/** Call before the page loads: adds up how much of the page moves without the reader's doing. */
export async function watchShifts(tab) {
  await tab.addInitScript(() => {
    globalThis.shifts = { sum: 0, who: [] };
    const describe = ({ node }) => (node?.nodeType === 1 ? node.localName + (node.id ? `#${node.id}` : '') + (node.className ? `.${node.className}` : '') : node?.nodeName);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (entry.hadRecentInput) continue;
        globalThis.shifts.sum += entry.value;
        globalThis.shifts.who.push(...entry.sources.map(describe));
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

/** Whether the page moved more than it may. */
export async function shifted(tab, page, state) {
  const { sum, who } = await tab.evaluate(() => globalThis.shifts);
  if (sum < BUDGET.shift) return [];
  return [{ page: `${page} (${state})`, element: [...new Set(who)].slice(0, 4).join(', '), expected: `a layout shift below ${BUDGET.shift}`, found: sum.toFixed(3) }];
}
