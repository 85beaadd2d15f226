/** The user's own images as the page shows them, and in its words. Pure. */

import { bytesWords } from "./words.js";

/** @typedef {import("./image-api.js").OwnImage} OwnImage */
/** @typedef {{images: OwnImage[], next: string | null, chosen: Set<string>, known: boolean}} Library */

/** As many as can be named one by one in a message to the server. */
export const MOST_NAMED = 25;

/** Terms that Commons takes own works under, its own suggestion first. */
export const LICENCES = {
  "CC BY-SA 4.0": "CC BY-SA 4.0, share alike",
  "CC BY 4.0": "CC BY 4.0, name me",
  "CC0 1.0": "CC0, no conditions",
};

/** @returns {Library} */
export function emptyLibrary() {
  return { images: [], next: null, chosen: new Set(), known: false };
}

/** The newest page: what is known already stays behind it. @param {Library} library */
export function withNewest(library, { images, next }) {
  const fresh = new Set(images.map(({ image_id: id }) => id));
  const rest = library.images.filter(({ image_id: id }) => !fresh.has(id));
  const more = library.known ? library.next : next;
  return { ...library, images: [...images, ...rest], next: more, known: true };
}

/** A page of older ones. @param {Library} library */
export function withOlder(library, { images, next }) {
  const known = new Set(library.images.map(({ image_id: id }) => id));
  return { ...library, images: [...library.images, ...images.filter(({ image_id: id }) => !known.has(id))], next };
}

/** @param {Library} library @param {string} id */
export function without(library, id) {
  const chosen = new Set(library.chosen);
  chosen.delete(id);
  return { ...library, images: library.images.filter((image) => image.image_id !== id), chosen };
}

/** @param {Library} library @param {string} id @param {boolean} isChosen */
export function choose(library, id, isChosen) {
  const chosen = new Set(library.chosen);
  isChosen ? chosen.add(id) : chosen.delete(id);
  return { ...library, chosen };
}

/** What names the chosen files to the server; all of them where none is chosen. @param {Library} library */
export function collectionOf({ images, chosen }) {
  if (chosen.size === 0) return "mine";
  return images.map(({ image_id: id }) => id).filter((id) => chosen.has(id)).join(",");
}

/**
 * What is told of one image besides its name.
 * @param {OwnImage} image
 * @returns {string[]}
 */
export function factsOf(image) {
  const { width, height } = image.original_dimensions;
  const taken = image.taken ? `Taken ${image.taken.slice(0, 16).replace("T", ", ")}` : `Uploaded ${image.created_at.slice(0, 10)}`;
  const place = image.has_place ? "with its place" : "without a place";
  return [`${taken}, ${place}`, `${width} × ${height}, ${bytesWords(image.content_length)}`, image.license || "CC BY-SA 4.0"];
}

/**
 * The variants, the smallest first.
 * @param {OwnImage} image
 * @returns {Array<{name: string, words: string}>}
 */
export function variantsOf(image) {
  return Object.entries(image.variants)
    .sort(([, one], [, other]) => one.width * one.height - other.width * other.height)
    .map(([name, { width, height, size_bytes: bytes }]) => ({ name, words: `${width} × ${height}, ${bytesWords(bytes)}` }));
}
