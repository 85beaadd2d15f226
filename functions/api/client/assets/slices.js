/** How a selection is cut into the messages that carry it. Pure. */

/** @typedef {import("./types.js").UploadItem} UploadItem */

export const ITEMS_PER_SLICE = 18;
/** API Gateway takes 32 KB in one frame; the envelope around the items needs a little of it. */
export const BYTES_PER_SLICE = 30_000;

/**
 * Slices in order, none of them empty.
 * @param {UploadItem[]} items
 * @returns {UploadItem[][]} at most `ITEMS_PER_SLICE` each, and at most `BYTES_PER_SLICE` unless one item alone is larger
 */
export function slicesOf(items) {
  const slices = [];
  let bytes = Infinity;
  for (const item of items) {
    const size = new TextEncoder().encode(JSON.stringify(item)).length + 1;
    const full = slices.length > 0 && slices.at(-1).length >= ITEMS_PER_SLICE;
    if (full || bytes + size > BYTES_PER_SLICE) {
      slices.push([]);
      bytes = 0;
    }
    slices.at(-1).push(item);
    bytes += size;
  }
  return slices;
}
