/** When a photograph was taken, never more precisely than its source knows. Pure. */

import { momentWords } from "./words.js";

/** @typedef {import("./types.js").Dates} Dates */

/** How much of `2026-05-17` is known; what is absent here is known to the second. */
const KNOWN = { month: 7, year: 4, circa: 4, unknown: 0 };

/**
 * @param {Dates} dates
 * @returns {string} `2026-05-17`, `2026-05`, `2026`, or nothing
 */
export function knownDay(dates) {
  return isoOf(dates).slice(0, KNOWN[dates.precision] ?? 10);
}

/**
 * @param {Dates} dates
 * @returns {string} `06:00:00`, or nothing
 */
export function knownTime(dates) {
  return dates.precision in KNOWN ? "" : isoOf(dates).slice(11, 19);
}

/**
 * For readers.
 * @param {Dates} dates
 * @param {boolean} cameraClock the zone is unknown, so the time is shown as it stands; else it is the reader's own
 * @returns {string}
 */
export function takenWords(dates, cameraClock) {
  if (dates.precision === "unknown") return "Date unknown";
  if (dates.precision === "circa") return `About ${knownDay(dates)}`;
  if (dates.precision in KNOWN) return knownDay(dates);
  return cameraClock ? `${knownDay(dates)}, ${knownTime(dates).slice(0, 5)}` : momentWords(dates.taken);
}

/** By the camera's clock where its zone is known: what people call the day. */
function isoOf(dates) {
  return new Date(Date.parse(dates.taken) + (dates.utc_offset ?? 0) * 60_000).toISOString();
}
