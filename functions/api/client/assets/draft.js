/**
 * A selection on its way to becoming a batch. Pure: every function returns a new draft.
 *
 *     empty ─▶ loading ─▶ ready            the whole collection came in one message
 *                 └─▶ partial ─▶ ready     ids first, photographs in blocks
 *     any ─▶ loading                       another collection is asked for
 *
 * The server announces as many photographs as one message holds. Those of a larger collection follow unannounced.
 */

import { FIRST_SOURCE, SOURCES } from "./sources.js";
import { fillTemplate } from "./title-template.js";
import { selectionProblems } from "./titles.js";
import { captionOf, parseCategories, wikitextOf } from "./wikitext.js";

/** @typedef {import("./types.js").MediaImage} MediaImage */
/** @typedef {import("./types.js").UploadItem} UploadItem */
/**
 * @typedef {{phase: "empty" | "loading" | "partial" | "ready", source: import("./sources.js").SourceName,
 *   input: string, sequence: string, notice: string, images: MediaImage[], announced: string[], total: number,
 *   selected: Set<string>, ownTitles: Map<string, string>, template: string, description: string, language: string,
 *   categories: string}} Draft
 */

/** @returns {Draft} */
export function emptyDraft() {
  return {
    phase: "empty",
    source: FIRST_SOURCE,
    input: "",
    sequence: "",
    notice: "",
    images: [],
    announced: [],
    total: 0,
    selected: new Set(),
    ownTitles: new Map(),
    template: SOURCES[FIRST_SOURCE].template,
    description: "",
    language: "en",
    categories: "",
  };
}

/**
 * The uploader asked for a collection; what was typed about the texts stays.
 * @param {Draft} draft
 * @param {{source: import("./sources.js").SourceName, input: string, template: string}} asked
 * @returns {Draft}
 */
export function loading(draft, { source, input, template }) {
  const cleared = { images: [], announced: [], total: 0, selected: new Set(), ownTitles: new Map() };
  return { ...draft, ...cleared, phase: "loading", source, input, template, sequence: input.trim(), notice: "" };
}

/** The request failed: nothing is awaited any more, what has arrived stays usable. */
export function loadingFailed(draft) {
  if (draft.phase !== "loading" && draft.phase !== "partial") return draft;
  return { ...draft, phase: draft.images.length > 0 ? "ready" : "empty", notice: "" };
}

/**
 * COLLECTION_IMAGES: everything at once.
 * @param {Draft} draft
 * @param {{images: Record<string, MediaImage>, sequence_id: string}} data
 * @returns {Draft}
 */
export function withCollection(draft, data) {
  const cleared = { ...draft, images: [], announced: [], selected: new Set(), sequence: data.sequence_id };
  return { ...withImages(cleared, inOrder(Object.values(data.images))), phase: "ready", notice: "" };
}

/** TRY_BATCH_RETRIEVAL: the collection is too large for one message. */
export function withNotice(draft, notice) {
  return { ...draft, notice };
}

/** COLLECTION_IMAGE_IDS: what will come. */
export function withIds(draft, ids) {
  return { ...draft, phase: "partial", announced: ids, total: ids.length };
}

/** PARTIAL_COLLECTION_IMAGES: one block of it. */
export function withPartial(draft, data) {
  const announced = new Set(draft.announced);
  const known = new Set(draft.images.map((image) => image.id));
  const fresh = data.images.filter((image) => announced.has(image.id) && !known.has(image.id));
  return withArrival(withImages({ ...draft, sequence: data.collection || draft.sequence }, fresh));
}

/**
 * MORE_COLLECTION_IMAGES: a block of those behind the announced ones.
 * @param {Draft} draft
 * @param {{images: MediaImage[], collection: string, total: number}} data
 * @returns {Draft}
 */
export function withMore(draft, data) {
  if (draft.announced.length === 0 || data.collection !== draft.sequence) return draft;
  const known = new Set(draft.images.map((image) => image.id));
  const fresh = data.images.filter((image) => !known.has(image.id));
  return withArrival(withImages({ ...draft, phase: "partial", total: data.total }, fresh));
}

/** Ticks or unticks photographs; one that Commons would not take stays unticked. */
export function select(draft, ids, chosen) {
  const refused = new Set(draft.images.filter((image) => image.refusal).map((image) => image.id));
  const selected = new Set(draft.selected);
  for (const id of ids) chosen && !refused.has(id) ? selected.add(id) : selected.delete(id);
  return { ...draft, selected };
}

/** The server has the selection: uploading it again should be a decision, not a second click. */
export function handedOver(draft) {
  return { ...draft, selected: new Set() };
}

/** Gives one photograph a title of its own; an empty one goes back to the template. */
export function retitle(draft, id, title) {
  const ownTitles = new Map(draft.ownTitles);
  title === "" ? ownTitles.delete(id) : ownTitles.set(id, title);
  return { ...draft, ownTitles };
}

/**
 * Title of every photograph, in order.
 * @param {Draft} draft
 * @returns {Map<string, string>}
 */
export function titlesOf(draft) {
  const title = (image, index) =>
    draft.ownTitles.get(image.id) ??
    fillTemplate(draft.template, image, { source: draft.source, sequence: draft.sequence, number: index + 1 });
  return new Map(draft.images.map((image, index) => [image.id, title(image, index)]));
}

/**
 * What keeps the selection from being uploaded.
 * @param {Draft} draft
 * @returns {Record<string, string[]>} by photograph id
 */
export function problemsOf(draft) {
  return selectionProblems([...titlesOf(draft)].filter(([id]) => draft.selected.has(id)));
}

/**
 * The selection as the server wants it.
 * @param {Draft} draft
 * @returns {UploadItem[]}
 */
export function uploadItems(draft) {
  const titles = titlesOf(draft);
  const texts = textsOf(draft);
  return draft.images
    .filter((image) => draft.selected.has(image.id))
    .map((image) => ({
      id: image.id,
      input: draft.sequence,
      title: titles.get(image.id),
      wikitext: wikitextOf(image, texts),
      labels: captionOf(texts, image),
      copyright_override: false,
    }));
}

/** What the uploader wrote about all photographs. */
export function textsOf(draft) {
  return {
    description: draft.description,
    language: draft.language,
    categories: parseCategories(draft.categories),
    sequence: draft.sequence,
    source: draft.source,
  };
}

function withArrival(draft) {
  return draft.images.length >= draft.total ? { ...draft, phase: "ready", notice: "" } : draft;
}

/** Photographs that Commons already has, or would not take, are shown, but not selected. */
function withImages(draft, images) {
  const selected = new Set(draft.selected);
  for (const image of images) if (image.existing.length === 0 && !image.refusal) selected.add(image.id);
  return { ...draft, images: [...draft.images, ...images], selected };
}

/** Keys of a JSON object that look like small numbers lose their order, so it is made again. */
function inOrder(images) {
  return images.sort((one, other) => Date.parse(one.dates.taken) - Date.parse(other.dates.taken));
}
