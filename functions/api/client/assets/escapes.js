/** Somebody else's text on its way into wikitext. Pure. */

/**
 * Text that stays text: no markup, in one line, so that nothing in it can begin a list or a heading.
 * @param {string} text
 * @returns {string}
 */
export function literal(text) {
  return String(text)
    .replaceAll(/\s+/gu, " ")
    .trim()
    .replaceAll(/[[\]{}|<>=&'~]|_(?=_)/gu, (character) => `&#${character.codePointAt(0)};`);
}

/** An address ends at a space or a bracket, and photographers' names may have them. */
export function linkable(address) {
  return address.replaceAll(/[\s[\]{}|<>"']/gu, (character) => encodeURIComponent(character).replace("'", "%27"));
}
