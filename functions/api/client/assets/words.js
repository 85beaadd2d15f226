/** Times and numbers in the words of the page. Pure: the present is an argument. */

/** A batch that is this late has been held up: when it ends is not known any more. */
const LATE_SECONDS = 10;

/**
 * When a batch ends.
 * @param {string | undefined} finishAt ISO time
 * @param {Date} now
 * @returns {string} such as "finishes about 14:32, in 4 min"; empty when nothing is known, or the time has passed
 */
export function finishWords(finishAt, now) {
  const finish = new Date(finishAt ?? "");
  if (Number.isNaN(finish.getTime())) return "";
  const seconds = Math.round((finish - now) / 1000);
  if (seconds < -LATE_SECONDS) return "";
  if (seconds <= 5) return "finishes any moment";
  return `finishes about ${clockWords(finish, now)}, in ${durationWords(seconds)}`;
}

/**
 * A span of time, as precise as it matters.
 * @param {number} seconds
 * @returns {string}
 */
export function durationWords(seconds) {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  const days = Math.floor(hours / 24);
  return hours % 24 ? `${days} d ${hours % 24} h` : `${days} d`;
}

/**
 * A file's size.
 * @param {number} bytes
 * @returns {string}
 */
export function bytesWords(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 * @returns {string}
 */
export function counted(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}

/**
 * A day and a time in the reader's own zone.
 * @param {string} iso
 * @returns {string}
 */
export function momentWords(iso) {
  const moment = new Date(iso);
  return Number.isNaN(moment.getTime()) ? "" : `${dayOf(moment)}, ${timeOf(moment)}`;
}

/**
 * @param {Date} moment
 * @param {Date} now
 * @returns {string} a time in the reader's own zone, with its day unless that is today
 */
export function clockWords(moment, now) {
  return dayOf(moment) === dayOf(now) ? timeOf(moment) : `${dayOf(moment)}, ${timeOf(moment)}`;
}

function timeOf(date) {
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

function dayOf(date) {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function two(number) {
  return String(number).padStart(2, "0");
}
