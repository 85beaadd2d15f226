/** Where photographs come from, in the words of the page. Pure. A new source needs an entry here and in `pages.js`. */

/**
 * @typedef {"mapillary" | "flickr" | "files"} SourceName as the server knows it (`handler`)
 * @typedef {{name: string, label: string, placeholder: string, address: string, asking: string, nameless: string,
 *   template: string, noDescription: string, cameraClock: boolean}} Source
 *   `label` and `placeholder` are those of the field for its addresses, `address` is what stands there at first;
 *   `asking` says that we wait for it; `nameless` is a photograph of which nothing else is known; `template` is the
 *   titles' first one; `noDescription` says what stands in for an empty description; `cameraClock`: its times are what
 *   the camera's clock showed
 */

/** @type {Record<SourceName, Source>} in the order they are offered, the first one first */
export const SOURCES = {
  mapillary: {
    name: "Mapillary",
    label: "Mapillary sequence id or address",
    placeholder: "https://www.mapillary.com/app/?pKey=…",
    address: "",
    asking: "Asking Mapillary…",
    nameless: "Photo from Mapillary",
    template: "{place} – {date} ({id}).jpg",
    noDescription: "Photo from Mapillary",
    cameraClock: false,
  },
  flickr: {
    name: "Flickr",
    label: "Flickr album, photo, or archive address",
    placeholder: "https://www.flickr.com/photos/…/albums/…",
    address: "",
    asking: "Asking Flickr…",
    nameless: "Photo from Flickr",
    template: "{title} ({id}).{type}",
    noDescription: "Left empty: what each photograph says about itself on Flickr",
    cameraClock: true,
  },
  files: {
    name: "Your files",
    label: "Which of your files: mine, a day, a bucket, or ids",
    placeholder: "mine, 2026-11-21, photographs, …",
    address: "mine",
    asking: "Looking through your files…",
    nameless: "Own photograph",
    template: "{title} – {date} {time} ({number}).{type}",
    noDescription: "Left empty: what each photograph says about itself",
    cameraClock: true,
  },
};

/** @type {SourceName} */
export const FIRST_SOURCE = "mapillary";

/** What stands where nothing is known about a photograph but its source. */
export function photoFrom(source) {
  return SOURCES[source].nameless;
}
