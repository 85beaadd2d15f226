/** Where a batch's audit trail can be had. Pure. */

/** The server tells at most this many photographs at once. */
const ROWS_PER_PART = 2000;

/**
 * The addresses of the trail, in parts where it is long.
 * @param {number} batchId
 * @param {number} total uploads of the batch
 * @param {number[]} ids of those that are known
 * @returns {{words: string, json: string, csv: string}[]} empty as long as it is not known where the parts begin
 */
export function auditParts(batchId, total, ids) {
  const count = Math.ceil(total / ROWS_PER_PART);
  if (count === 1) return [part(batchId, "Audit trail", "")];
  if (ids.length < total) return [];
  const inOrder = [...ids].sort((one, other) => one - other);
  return Array.from({ length: count }, (_, index) => {
    const before = index * ROWS_PER_PART;
    const words = `Audit trail ${before + 1}–${Math.min(total, before + ROWS_PER_PART)}`;
    return part(batchId, words, `?after=${before === 0 ? 0 : inOrder[before - 1]}&limit=${ROWS_PER_PART}`);
  });
}

function part(batchId, words, query) {
  const address = (kind) => `/api/batches/${batchId}/audit.${kind}${query}`;
  return { words, json: address("json"), csv: address("csv") };
}
