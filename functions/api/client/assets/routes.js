/** The part of the address after `#`. Pure. */

/** @typedef {{name: "new" | "files" | "batches"} | {name: "batch", id: number}} Route */

/**
 * @param {string} hash with its `#`
 * @returns {Route} the new upload for anything unknown
 */
export function routeOf(hash) {
  const batch = /^#batch=(\d{1,15})$/u.exec(hash);
  if (batch) return { name: "batch", id: Number(batch[1]) };
  return { name: ["#batches", "#files"].includes(hash) ? hash.slice(1) : "new" };
}

/** @param {number} id */
export function batchHash(id) {
  return `#batch=${id}`;
}
