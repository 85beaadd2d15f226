/** The list of batches, merged from full and partial messages. Pure. */

/** @typedef {import("./types.js").BatchItem} BatchItem */

/**
 * BATCHES_LIST: a page, or only what changed.
 * @param {{items: BatchItem[], total: number}} known
 * @param {{data: {items: BatchItem[], total: number}, partial: boolean}} message
 * @returns {{items: BatchItem[], total: number}} newest first
 */
export function mergeBatches(known, { data, partial }) {
  if (!partial) return { items: data.items, total: data.total };
  const byId = new Map([...known.items, ...data.items].map((batch) => [batch.id, batch]));
  return { items: [...byId.values()].sort((one, other) => other.id - one.id), total: data.total };
}
