// What a check answers: a list of problems, each with page, element, what was expected and what was found.
import assert from 'node:assert/strict';

const SHOWN = 25;

const line = ({ page, element, expected, found }) => `${page}: ${element}: expected ${expected}, found ${found}`;

/** Fails with each problem on a line of its own, unless there is none. */
export function none(problems) {
  if (problems.length === 0) return;
  const shown = problems.slice(0, SHOWN).map(line);
  const more = problems.length > SHOWN ? [`… and ${problems.length - SHOWN} more`] : [];
  assert.fail([`${problems.length} problem(s)`, ...shown, ...more].join('\n  '));
}
