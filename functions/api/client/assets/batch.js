/** What is known about one batch, merged from lists and pushes. Pure: every function returns a new state. */

import { pauseAfter } from "./pauses.js";

/** @typedef {import("./types.js").UploadRow} UploadRow */
/** @typedef {import("./types.js").BatchItem} BatchItem */
/** @typedef {import("./types.js").BatchStats} BatchStats */
/** @typedef {{id: number, info?: BatchItem, stats?: BatchStats, finishAt?: string, complete: boolean,
 *   paused?: import("./pauses.js").KnownPause, rows: Map<string, UploadRow>}} BatchState */

/** Statuses, in the words and colours the page uses for them. */
export const STATUSES = {
  queued: { words: "Waiting", tone: "waiting", count: "queued" },
  in_progress: { words: "Uploading", tone: "working", count: "in_progress" },
  completed: { words: "Published", tone: "good", count: "completed" },
  duplicate: { words: "Already on Commons", tone: "notice", count: "duplicate" },
  duplicated_sdc_updated: { words: "Already on Commons, data added", tone: "notice", count: "duplicate" },
  duplicated_sdc_not_updated: { words: "Already on Commons, data complete", tone: "notice", count: "duplicate" },
  failed: { words: "Failed", tone: "bad", count: "failed" },
  cancelled: { words: "Cancelled", tone: "muted", count: "cancelled" },
};
/** Counts, in the order they are shown. */
export const COUNTS = {
  completed: { words: "published", tone: "good" },
  in_progress: { words: "uploading", tone: "working" },
  queued: { words: "waiting", tone: "waiting" },
  duplicate: { words: "already there", tone: "notice" },
  failed: { words: "failed", tone: "bad" },
  cancelled: { words: "cancelled", tone: "muted" },
};
const OPEN = new Set(["queued", "in_progress"]);

/**
 * @param {number} id
 * @returns {BatchState}
 */
export function emptyBatch(id) {
  return { id, rows: new Map(), complete: false };
}

/** How a status is shown; one this page does not know yet is shown as it is. */
export function statusShown(status) {
  return STATUSES[status] ?? { words: status, tone: "muted", count: "queued" };
}

/**
 * UPLOADS_UPDATE or the uploads of BATCH_UPLOADS_LIST: the whole batch or only changed rows.
 * @param {BatchState} batch
 * @param {UploadRow[]} rows
 * @returns {BatchState} the same object when no row belongs to the batch
 */
export function withRows(batch, rows) {
  const own = rows.filter((row) => row.batchid === undefined || row.batchid === batch.id);
  if (own.length === 0) return batch;
  const merged = new Map(batch.rows);
  for (const row of own) {
    const key = row.key ?? row.image_id;
    merged.set(key, newer(merged.get(key), { ...row, key }));
  }
  return withPause({ ...batch, rows: merged }, batch.paused);
}

/** BATCH_UPLOADS_LIST: what the server knows about the batch and its uploads. */
export function withList(batch, data) {
  if (data.batch.id !== batch.id) return batch;
  const informed = { ...batch, info: data.batch, stats: data.batch.stats, finishAt: data.batch.finish_at };
  return withPause(withRows(informed, data.uploads), data.batch.paused);
}

/** BATCH_UPLOADS_MORE: uploads that BATCH_UPLOADS_LIST had no room for, or not for all there is to them. */
export function withMoreRows(batch, data) {
  return data.id === batch.id ? withRows(batch, data.uploads) : batch;
}

/** BATCH_PROGRESS: counts, the expected end, and why the batch waits. */
export function withProgress(batch, data) {
  if (data.id !== batch.id) return batch;
  return withPause({ ...batch, stats: data.stats, finishAt: data.finish_at }, data.paused);
}

/** UPLOADS_COMPLETE: nothing of the batch is open any more. */
export function withCompletion(batch, id) {
  return id === batch.id ? { ...batch, complete: true, finishAt: undefined } : batch;
}

/**
 * Counts per status: from the rows when all of them are known, so that numbers and rows agree; else the server's.
 * @param {BatchState} batch
 * @returns {BatchStats}
 */
export function countsOf(batch) {
  if (batch.stats && batch.stats.total > batch.rows.size) return batch.stats;
  const counts = { total: batch.rows.size };
  for (const name of Object.keys(COUNTS)) counts[name] = 0;
  for (const row of batch.rows.values()) counts[statusShown(row.status).count] += 1;
  return counts;
}

/** Uploads that have ended, one way or another. */
export function endedOf(counts) {
  return counts.total - counts.queued - counts.in_progress;
}

/** Whether every upload of the batch has ended; an empty batch waits for its first. */
export function isFinished(batch) {
  const counts = countsOf(batch);
  return counts.total > 0 && endedOf(counts) === counts.total;
}

function withPause(batch, told) {
  const counts = countsOf(batch);
  return { ...batch, paused: pauseAfter(batch.paused, told, counts.total - counts.queued - counts.cancelled) };
}

/** Lists and pushes travel separately: an end that is already known is not taken back by an older message. */
function newer(known, row) {
  if (known && !OPEN.has(known.status) && OPEN.has(row.status)) return { ...row, ...known };
  return { ...known, ...row };
}
