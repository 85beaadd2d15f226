/** The description page of a file, as Commons expects it. Pure. */

import { linkable, literal } from "./escapes.js";
import { PAGES } from "./pages.js";
import { photoFrom } from "./sources.js";

/** @typedef {import("./types.js").MediaImage} MediaImage */
/**
 * @typedef {{description: string, language: string, categories: string[], sequence: string,
 *   source: import("./sources.js").SourceName}} Texts the uploader's words, and where the photographs come from
 */

/**
 * Wikitext of one photograph.
 * @param {MediaImage} image
 * @param {Texts} texts
 * @returns {string}
 */
export function wikitextOf(image, texts) {
  const parts = [
    "== {{int:filedesc}} ==",
    information(image, texts),
    location(image),
    image.camera.is_pano ? "{{Pano360}}" : "",
    "",
    "== {{int:license-header}} ==",
    ...PAGES[texts.source].licence(image),
    "",
    ...categoryNames(texts).map((name) => `[[Category:${name}]]`),
  ];
  return parts.filter((part, index) => part !== "" || parts[index - 1] !== "").join("\n");
}

/**
 * Categories from what the uploader typed.
 * @param {string} text names separated by line breaks or semicolons, with or without "Category:" and brackets
 * @returns {string[]} bare names, each once
 */
export function parseCategories(text) {
  const names = text
    .split(/[\n;]/u)
    .map((name) => name.replace(/^\s*\[*\s*(?:category\s*:)?/iu, "").replace(/\]+\s*$/u, ""))
    .map((name) => name.replaceAll("_", " ").replaceAll(/\s+/gu, " ").trim())
    .filter((name) => name !== "");
  return [...new Set(names)];
}

/**
 * The structured caption of one photograph. It is published under CC0, so it never is somebody else's description; what
 * an own file says about itself is the uploader's own word.
 * @param {Texts} texts
 * @param {MediaImage} [image]
 * @returns {{language: string, value: string}} Commons takes at most 250 characters
 */
export function captionOf(texts, image) {
  const own = texts.source === "files" ? (image?.description ?? "") : "";
  const oneLine = plain(texts.description.trim() || own).slice(0, 250).trim();
  return { language: texts.language || "en", value: oneLine || photoFrom(texts.source) };
}

/** Every file carries its source's category: it is how the community finds and checks what Curator uploads. */
function categoryNames({ categories, source }) {
  return [...new Set([...categories, PAGES[source].category])];
}

function information(image, texts) {
  const page = PAGES[texts.source];
  const description = texts.description.trim() || page.description(image);
  const lines = [
    "{{Information",
    ` |description = {{${texts.language || "en"}|1=${description}}}`,
    ` |date = ${page.date(image)}`,
    ` |source = ${page.origin(image, texts.sequence)}`,
    ` |author = ${page.author?.(image) ?? `[${linkable(image.creator.profile_url)} ${literal(image.creator.username)}]`}`,
    "}}",
  ];
  return lines.join("\n");
}

/** Sources without a place write 0, 0. */
function location({ location: place }) {
  if (place.latitude === 0 && place.longitude === 0) return "";
  const known = { alt: place.altitude, heading: place.compass_angle };
  const more = Object.entries(known).filter(([, value]) => value !== undefined);
  const attributes = more.map(([name, value]) => `${name}:${rounded(value)}`).join("_");
  return `{{Location|${rounded(place.latitude)}|${rounded(place.longitude)}${attributes && `|${attributes}`}}}`;
}

/** Seven decimals are a centimetre; exponents (1e-7) are not understood by the template. */
function rounded(number) {
  return number.toFixed(7).replace(/\.?0+$/u, "");
}

/** Wikitext without its links and line breaks, for a caption. */
function plain(text) {
  return text
    .replaceAll(/\[\[(?:[^\]|]*\|)?([^\]]*)\]\]/gu, "$1")
    .replaceAll(/\{\{|\}\}|'{2,}/gu, "")
    .replaceAll(/\s+/gu, " ");
}
