/** Titles made from a template such as `{place} – {date} ({id}).jpg`. Pure. */

import { photoFrom } from "./sources.js";
import { knownDay, knownTime } from "./taken.js";

/** @typedef {import("./types.js").MediaImage} MediaImage */

/** What each field becomes; the order is the order of the help text. */
const FIELDS = {
  title: { meaning: "its title at the source", value: (image) => fileName(image).title },
  place: {
    meaning: "city, county, state or country",
    value: (image, context) => placeOf(image) || photoFrom(context.source),
  },
  date: { meaning: "day it was taken, or what is known of it", value: (image) => knownDay(image.dates) },
  time: {
    meaning: "time it was taken (Mapillary: UTC; else the camera's)",
    value: (image) => knownTime(image.dates).replaceAll(":", "."),
  },
  id: { meaning: "id of the photograph", value: (image) => image.id },
  sequence: { meaning: "id of the sequence or album", value: (image, context) => lastId(context.sequence) },
  number: {
    meaning: "number in the sequence or album",
    value: (image, context) => String(context.number).padStart(3, "0"),
  },
  author: { meaning: "photographer", value: (image) => image.creator.username },
  city: { meaning: "city", value: (image) => image.location.city },
  state: { meaning: "state", value: (image) => image.location.state },
  country: { meaning: "country", value: (image) => image.location.country },
  camera: { meaning: "camera", value: (image) => [image.camera.make, image.camera.model].filter(Boolean).join(" ") },
  type: { meaning: "file type", value: (image) => fileName(image).type },
};

/** Names and meanings of the fields, for the help text. */
export const FIELD_MEANINGS = Object.entries(FIELDS).map(([name, field]) => [name, field.meaning]);

/**
 * The title of one photograph.
 * @param {string} template text with fields in braces; unknown fields stay as they are, so that the title check shows them
 * @param {MediaImage} image
 * @param {{source: import("./sources.js").SourceName, sequence: string, number: number}} context number counts from 1
 * @returns {string}
 */
export function fillTemplate(template, image, context) {
  const filled = template.replaceAll(/\{([a-z]+)\}/gu, (whole, name) => {
    const field = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    return field ? allowed(field.value(image, context) ?? "") : whole;
  });
  return capitalised(tidy(filled));
}

function placeOf({ location }) {
  return location.city ?? location.county ?? location.state ?? location.country ?? "";
}

/** The server suggests `<title> (<id>).<type>`. */
function fileName(image) {
  const dot = image.title.lastIndexOf(".");
  const title = image.title.slice(0, dot).replace(`(${image.id})`, "").trim();
  return { title, type: image.title.slice(dot + 1) };
}

/** A collection is named by an id, or by an address that ends in one. */
function lastId(collection) {
  return collection.split(/[/=]/u).filter(Boolean).at(-1);
}

/** As Commons would; a letter without a single capital, as ß, stays. */
function capitalised(title) {
  return title.replace(/^\p{Ll}/u, (letter) => {
    const capital = letter.toUpperCase();
    return capital.length === letter.length ? capital : letter;
  });
}

/** A value from outside must not make an otherwise fine template forbidden. */
function allowed(value) {
  return String(value).replaceAll(/[#<>[\]|{}:/\\]/gu, "-");
}

/** A field without a value leaves its brackets, separators and spaces behind. */
function tidy(title) {
  return title
    .replaceAll(/\(\s*\)/gu, "")
    .replaceAll(/\s+/gu, " ")
    .replaceAll(/(?:\s[–-])+(?=\s[–-]\s|\.[a-z]+$)/giu, "")
    .replaceAll(/\s+(?=\.[a-z]+$)/giu, "")
    .replace(/^[\s–-]+/u, "")
    .trim();
}
