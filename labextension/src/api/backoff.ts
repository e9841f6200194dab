/** How long to wait before the next try; pure. */

const FIRST_MS = 250;
const LONGEST_MS = 10_000;

/**
 * Milliseconds before try number `tries` (0, 1, 2 ...): doubled each time, bounded, and spread by
 * `chance` (0 to 1) so that many pages do not come back at the same moment.
 */
export function delay(tries: number, chance: number): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries, 10));
  return Math.round(whole * (0.5 + 0.5 * chance));
}
