/**
 * Why and until when a batch waits. Pure.
 *
 * The server tells a pause when it begins and does not take it back: it is over at its time, or as soon as one more
 * upload of the batch has started. Uploads that were under way when it began may still end, or go back to waiting.
 * The owner's own pause is another matter: it lasts until the server does not tell it any more.
 */

import { clockWords } from "./words.js";

/** @typedef {import("./types.js").Pause} Pause */
/** @typedef {Pause & {started: number, over: boolean}} KnownPause `started` is the fewest there were since it began */

/** The reason of a pause that ends with a new login; its time is only far away. */
const LOG_IN_AGAIN = "log in again";
/** The reason of the owner's own pause; its time is only far away, too. */
const PAUSED_BY_OWNER = "paused";

/**
 * @param {KnownPause | undefined} known
 * @param {Pause | undefined} told by the latest message
 * @param {number} started uploads that are not waiting any more, without those cancelled
 * @returns {KnownPause | undefined}
 */
export function pauseAfter(known, told, started) {
  if (!told) return undefined;
  const { until, reason } = told;
  if (known?.until !== until || known.reason !== reason) return { until, reason, started, over: false };
  const over = known.over || started > known.started;
  return { until, reason, started: Math.min(started, known.started), over };
}

/**
 * @param {KnownPause | undefined} pause
 * @param {Date} now
 * @returns {"none" | "owner" | "login" | "time"} what the batch waits for
 */
export function waitsFor(pause, now) {
  if (pause?.reason === PAUSED_BY_OWNER) return "owner";
  if (!pause || pause.over || !(new Date(pause.until) > now)) return "none";
  return pause.reason === LOG_IN_AGAIN ? "login" : "time";
}

/**
 * @param {Pause} pause one that waits for its time
 * @param {Date} now
 * @returns {string} such as "Waiting until 14:32: Wikimedia Commons is read-only at the moment"
 */
export function pauseWords({ until, reason }, now) {
  const words = `Waiting until ${clockWords(new Date(until), now)}`;
  return reason ? `${words}: ${reason}` : words;
}
