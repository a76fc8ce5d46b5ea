// The accessibility rules of WCAG 2 A and AA, as axe-core knows them.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

/** What axe-core finds on the page as it is now; `state` says how that is, for example `dark`. */
export async function accessibility(tab, page, state) {
  await tab.evaluate(SOURCE);
  const violations = await tab.evaluate(async (values) => {
    const runOnly = { type: 'tag', values };
    // Without `preload`: from disk a browser refuses to read style sheets a second time.
    const options = { runOnly, resultTypes: ['violations'], preload: false };
    const { violations } = await globalThis.axe.run(document, options);
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.slice(0, 5).map((node) => ({ id, help, target: node.target.join(' '), why: node.failureSummary })));
  }, RULES);
  return violations.map(({ id, help, target, why }) => ({
    page: `${page} (${state})`,
    element: target,
    expected: `${help} [${id}]`,
    found: why.replace(/\s+/g, ' '),
  }));
}
