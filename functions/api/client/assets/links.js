/** Addresses from outside, before they become links or pictures. Pure. */

/**
 * The address, if it is one a page may follow.
 * @param {string | undefined} address
 * @returns {string} empty for anything but http and https, so that `javascript:` never reaches a link
 */
export function safeAddress(address) {
  try {
    const url = new URL(address);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : "";
  } catch {
    return "";
  }
}

/**
 * A small picture of a published file.
 * @param {string | undefined} page address of its page, `…/wiki/File:Name.jpg`
 * @returns {string} empty when the address has another form
 */
export function publishedThumbnail(page) {
  const address = safeAddress(page);
  const at = address.indexOf("/wiki/File:");
  if (at < 0) return "";
  return `${address.slice(0, at)}/wiki/Special:FilePath/${address.slice(at + "/wiki/File:".length)}?width=160`;
}

/**
 * Where all edits of a batch can be looked at together, and undone.
 * @param {string | undefined} editGroupId
 * @param {string | undefined} published address of any file of the batch
 * @returns {string} empty where the wiki is not Commons itself: only its edits are grouped
 */
export function editGroupAddress(editGroupId, published) {
  if (!editGroupId || !published?.startsWith("https://commons.wikimedia.org/")) return "";
  return `https://editgroups-commons.toolforge.org/b/curator/${encodeURIComponent(editGroupId)}/`;
}

/**
 * Last part of an address, to name it by.
 * @param {string} address
 * @returns {string}
 */
export function lastPart(address) {
  const part = address.replace(/[?#].*$/u, "").split("/").filter(Boolean).at(-1) ?? address;
  try {
    return decodeURIComponent(part).replaceAll("_", " ");
  } catch {
    return part;
  }
}
