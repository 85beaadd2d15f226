/** How long to wait before the next try to connect. Pure. */

const FIRST_SECONDS = 0.5;
const LONGEST_SECONDS = 30;

/**
 * @param {number} tries failed so far, 0 for the first wait
 * @param {number} random from 0 to 1; spreads the clients of a restarted server over half the time
 * @returns {number} seconds
 */
export function waitBeforeTry(tries, random) {
  const longest = Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** Math.min(tries, 20));
  return longest * (0.5 + random / 2);
}
