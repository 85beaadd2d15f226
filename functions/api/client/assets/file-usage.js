/** Where on Wikimedia projects published photographs are shown: asking for it, and its words. */

import { counted } from "./words.js";

/** @typedef {{wiki: string, title: string, url: string, namespace: number}} FileUse */
/** @typedef {{upload_id: number, title: string, deleted: boolean, total: number, uses: FileUse[]}} UsedFile */
/** @typedef {{files: number, used_files: number, deleted_files: number, uses: number,
 *   wikis?: Record<string, number>, checked_at: string | null}} Counts */

/** @param {number} id @returns {Promise<{counts: Counts | null, files: UsedFile[], next: number | null} | null>} */
export function usageOfBatch(id) {
  return asked(`/api/batches/${id}/usage?limit=100`);
}

/** @returns {Promise<{counts: Counts, batches: object[]} | null>} */
export function usageOfMine() {
  return asked("/api/file-usage?limit=1");
}

/**
 * @param {Counts | null | undefined} counts
 * @returns {string} empty where nothing is known, or nothing is used and nothing gone
 */
export function usageWords(counts) {
  if (!counts || (counts.uses === 0 && counts.deleted_files === 0)) return "";
  const wikis = Object.keys(counts.wikis ?? {}).length;
  const where = wikis ? ` on ${counted(wikis, "wiki")}` : "";
  const used = counts.uses
    ? `${counted(counts.used_files, "photograph")} in use: ${counted(counts.uses, "time")}${where}.`
    : "";
  const gone = counts.deleted_files ? `${counted(counts.deleted_files, "file")} deleted from Commons.` : "";
  return [used, gone].filter(Boolean).join(" ");
}

/** What the page can do without: a server that does not tell leaves it out. */
async function asked(address) {
  try {
    const reply = await fetch(address, { headers: { accept: "application/json" } });
    return reply.ok ? await reply.json() : null;
  } catch {
    return null;
  }
}
