/**
 * What Commons accepts as the name of a file, checked before anything is sent.
 *
 * The rules are MediaWiki's own (a name over 240 bytes answers `filename-toolong`, the others `illegal-filename` or a
 * silent change of the name, which would break the link between a photograph and its page).
 */

export const MAXIMUM_BYTES = 240;
const EXTENSIONS = ["gif", "jpeg", "jpg", "pdf", "png", "svg", "tif", "tiff", "webm", "webp"];
const FORBIDDEN = /[#<>[\]|{}:/\\]/u;
const CONTROL = /[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\ufffd]/u;

/** @type {Array<{holds: (title: string) => boolean, message: (title: string) => string}>} */
const RULES = [
  { holds: (title) => title.trim() !== "", message: () => "A title is needed." },
  {
    holds: (title) => byteLength(title) <= MAXIMUM_BYTES,
    message: (title) => `The title is ${byteLength(title)} bytes long; Commons takes at most ${MAXIMUM_BYTES}.`,
  },
  {
    holds: (title) => !FORBIDDEN.test(title),
    message: (title) => `The character ${FORBIDDEN.exec(title)[0]} is not allowed in a title.`,
  },
  { holds: (title) => !CONTROL.test(title), message: () => "The title contains an invisible control character." },
  {
    holds: (title) => !/%[0-9a-f]{2}/iu.test(title),
    message: () => "A per cent sign followed by two digits reads as an address code.",
  },
  { holds: (title) => !title.includes("~~~"), message: () => "Three tildes read as a signature." },
  {
    holds: (title) => !/&[#A-Za-z0-9\u0080-\u{10ffff}]+;/u.test(title),
    message: () => "The title contains an HTML entity; write the character itself.",
  },
  { holds: (title) => !/[\s_]{2}/u.test(title), message: () => "Two spaces or underscores follow each other." },
  { holds: (title) => !/^[\s_]|[\s_]$/u.test(title), message: () => "The title begins or ends with a space." },
  { holds: (title) => !/^\p{Ll}/u.test(title), message: () => "The title begins with a small letter." },
  {
    holds: (title) => EXTENSIONS.includes(extensionOf(title)),
    message: () => `The title has to end in a file type: ${EXTENSIONS.join(", ")}.`,
  },
  {
    holds: (title) => extensionOf(title) === "" || !/^[\s._–-]*$/u.test(title.slice(0, title.lastIndexOf("."))),
    message: () => "There is nothing before the file type.",
  },
];

/**
 * Length as Commons counts it.
 * @param {string} text
 * @returns {number} bytes in UTF-8
 */
export function byteLength(text) {
  return new TextEncoder().encode(text.normalize("NFC")).length;
}

/**
 * Everything wrong with one title, most important first.
 * @param {string} title with extension, without "File:"
 * @returns {string[]} sentences for the uploader; empty when Commons will take it
 */
export function titleProblems(title) {
  if (title.trim() === "") return [RULES[0].message(title)];
  return RULES.filter((rule) => !rule.holds(title)).map((rule) => rule.message(title));
}

/**
 * Problems of a whole selection, including titles that are used twice.
 * @param {Array<[string, string]>} titles pairs of photograph id and title
 * @returns {Record<string, string[]>} problems by photograph id; ids without a problem are absent
 */
export function selectionProblems(titles) {
  const uses = new Map();
  for (const [, title] of titles) uses.set(sameName(title), (uses.get(sameName(title)) ?? 0) + 1);
  const problems = {};
  for (const [id, title] of titles) {
    const found = titleProblems(title);
    if (uses.get(sameName(title)) > 1) found.push("Another selected photograph has the same title.");
    if (found.length > 0) problems[id] = found;
  }
  return problems;
}

/** Commons treats underscores as spaces and the first letter as a capital. */
function sameName(title) {
  const spaced = title.normalize("NFC").replaceAll("_", " ").trim();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function extensionOf(title) {
  const dot = title.lastIndexOf(".");
  return dot < 0 ? "" : title.slice(dot + 1).toLowerCase();
}
