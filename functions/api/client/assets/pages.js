/** What sets the description pages of one source apart from those of another. Pure. */

import { linkable, literal } from "./escapes.js";
import { photoFrom } from "./sources.js";
import { knownDay, knownTime } from "./taken.js";

/** @typedef {import("./types.js").MediaImage} MediaImage */
/**
 * @typedef {{description: (image: MediaImage) => string, date: (image: MediaImage) => string,
 *   origin: (image: MediaImage, collection: string) => string, author?: (image: MediaImage) => string,
 *   licence: (image: MediaImage) => string[], category: string}} PageParts `description` stands in for an empty one of
 *   the uploader's; `author` for a link to the photographer's page at the source
 */

/** @type {Record<import("./sources.js").SourceName, PageParts>} */
export const PAGES = {
  mapillary: {
    description: () => photoFrom("mapillary"),
    date: ({ dates }) => `{{Taken on|${knownDay(dates)}T${knownTime(dates)}Z}}`,
    origin: ({ id }, collection) => `{{Mapillary-source|key=${literal(id)}}} Sequence ID: ${literal(collection)}`,
    licence: () => ["{{cc-by-sa-4.0}}"],
    category: "Images from Mapillary uploaded with Curator",
  },
  flickr: {
    description: (image) => literal(image.description ?? "") || photoFrom("flickr"),
    date: ({ dates }) => cameraDate(dates),
    origin: ({ id, urls }) => `[${linkable(urls.url)} Flickr photo ${literal(id)}]`,
    // {{flickrreview}} asks a reviewer, most of the time a bot, to compare the licence with Flickr's page.
    licence: (image) => [`{{${image.license_template}}}`, "{{flickrreview}}"],
    category: "Images from Flickr uploaded with Curator",
  },
  files: {
    description: (image) => literal(image.description ?? "") || photoFrom("files"),
    date: ({ dates }) => cameraDate(dates),
    origin: () => "{{own}}",
    author: ({ creator }) => `[[User:${literal(creator.username)}|${literal(creator.username)}]]`,
    licence: (image) => [`{{self|${image.license_template}}}`],
    category: "Own works uploaded with Curator",
  },
};

/** The time is the camera's, without a zone; a photograph of unknown date was taken by the day it was posted. */
function cameraDate(dates) {
  if (dates.precision === "circa") return `{{Other date|circa|${knownDay(dates)}}}`;
  if (dates.precision === "unknown") {
    return dates.posted ? `{{Other date|by|${knownDay({ taken: dates.posted })}}}` : "{{Other date|unknown}}";
  }
  const time = knownTime(dates);
  return time ? `{{Taken on|${knownDay(dates)} ${time}}}` : knownDay(dates);
}
