/** The source chosen last, and what was typed for each: its address and its titles' template. */

import { FIRST_SOURCE, SOURCES } from "./sources.js";
import { store, stored } from "./storage.js";

const NAME = "choice";

/** @typedef {import("./sources.js").SourceName} SourceName */
/** @typedef {{source: SourceName, fields: Record<SourceName, {address: string, template: string}>}} Choice */

/** @returns {Choice} complete, whatever was stored */
export function recallChoice() {
  const known = stored(NAME) ?? {};
  const fields = Object.entries(SOURCES).map(([name, { address, template }]) => [
    name,
    {
      address: text(known.fields?.[name]?.address) || address,
      template: text(known.fields?.[name]?.template) || template,
    },
  ]);
  return {
    source: Object.hasOwn(SOURCES, known.source) ? known.source : FIRST_SOURCE,
    fields: Object.fromEntries(fields),
  };
}

/** @param {Choice} choice */
export function rememberChoice(choice) {
  store(NAME, choice);
}

function text(value) {
  return typeof value === "string" ? value : "";
}
