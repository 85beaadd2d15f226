/** Titles and small pictures of what was uploaded from this browser: the server does not send them again. */

import { store, stored } from "./storage.js";

const NAME = "photographs";
const MOST = 1000;

/** @typedef {{id: string, title: string, thumbnail: string}} Photograph */

/** @returns {Map<string, Photograph>} by the photograph's id at its source */
export function recall() {
  const all = stored(NAME);
  return new Map(Array.isArray(all) ? all.map((each) => [each.id, each]) : []);
}

/**
 * Adds photographs; the oldest give way to them.
 * @param {Photograph[]} photographs
 * @returns {Map<string, Photograph>} all that are remembered now
 */
export function remember(photographs) {
  const all = recall();
  for (const photograph of photographs) {
    all.delete(photograph.id);
    all.set(photograph.id, photograph);
  }
  store(NAME, [...all.values()].slice(-MOST));
  return all;
}
