/** The user's own files: sending them here, looking at what became of them, and taking them to Commons. */

import { byId, element, thumbnail } from "../dom.js";
import { FileSender } from "../file-sender.js";
import * as api from "../image-api.js";
import {
  LICENCES,
  MOST_NAMED,
  choose,
  collectionOf,
  emptyLibrary,
  factsOf,
  variantsOf,
  without,
  withNewest,
  withOlder,
} from "../own-files.js";
import { store, stored } from "../storage.js";
import { bytesWords, clockWords, counted } from "../words.js";
import { showError } from "./banners.js";

/** @typedef {import("../image-api.js").OwnImage} OwnImage */

const STATED = "stated"; // what was stated about files last
const DEFAULT_BUCKET = "photographs";
const DEFAULT_MAXIMUM = 10 * 1024 * 1024;
const PHASES = {
  waiting: { words: "Waiting", tone: "waiting" },
  held: { words: "Waits for the next hour", tone: "notice" },
  sending: { words: "Sending", tone: "working" },
  working: { words: "Making smaller versions", tone: "working" },
  done: { words: "Ready", tone: "good" },
  refused: { words: "Refused", tone: "bad" },
};
const SURE_MILLISECONDS = 5000;

export class FilesView {
  #use;
  #library = emptyLibrary();
  #sender = new FileSender({ api, tell: () => this.#showSends(), arrived: () => this.#refresh() });
  #rows = new Map();
  #cards = new Map();
  #maximumBytes = DEFAULT_MAXIMUM;

  /** @param {(collection: string) => void} use loads a collection of own files as photographs for Commons */
  constructor(use) {
    this.#use = use;
    const before = stored(STATED) ?? {};
    byId("files-licence").append(...Object.entries(LICENCES).map(([value, words]) => element("option", { value }, words)));
    if (Object.hasOwn(LICENCES, before.licence)) byId("files-licence").value = before.licence;
    byId("files-bucket").value = typeof before.bucket === "string" && before.bucket ? before.bucket : DEFAULT_BUCKET;
    this.#listen();
  }

  /** Whether closing the page now would lose a file. */
  get underWay() {
    return this.#sender.underWay;
  }

  /** Asks for what is there; what is known stays on show meanwhile. */
  open() {
    if (!this.#library.known) byId("files-status").textContent = "Asking for your files…";
    this.#refresh();
    api.limits().then(
      ({ maximumBytes }) => (this.#maximumBytes = maximumBytes),
      () => {}, // the server says it again with each file that is too large
    );
  }

  #listen() {
    const input = byId("files-input");
    input.addEventListener("change", () => {
      this.#send([...input.files]);
      input.value = ""; // so that the same file can be chosen once more
    });
    const place = byId("drop");
    for (const type of ["dragenter", "dragover"]) {
      place.addEventListener(type, (event) => {
        event.preventDefault();
        place.classList.add("over");
      });
    }
    place.addEventListener("dragleave", (event) => {
      if (!place.contains(event.relatedTarget)) place.classList.remove("over");
    });
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      place.classList.remove("over");
      this.#send([...event.dataTransfer.files]);
    });
    byId("sends-clear").addEventListener("click", () => {
      this.#sender.clear();
      byId("files-input").focus();
    });
    byId("files-more").addEventListener("click", () => this.#more());
    byId("files-use").addEventListener("click", () => this.#use(collectionOf(this.#library)));
  }

  #send(files) {
    const bucket = byId("files-bucket");
    if (files.length === 0 || !bucket.reportValidity()) return;
    const facts = { bucket: bucket.value.trim() || DEFAULT_BUCKET, licence: byId("files-licence").value };
    store(STATED, facts);
    this.#sender.add(files, facts, this.#maximumBytes);
  }

  async #refresh() {
    try {
      this.#library = withNewest(this.#library, await api.ownImages(null));
    } catch (error) {
      showError(`Your files cannot be shown. ${error.message}`);
    }
    this.#showLibrary();
  }

  async #more() {
    byId("files-more").disabled = true;
    try {
      this.#library = withOlder(this.#library, await api.ownImages(this.#library.next));
    } catch (error) {
      showError(`Older files cannot be shown. ${error.message}`);
    }
    byId("files-more").disabled = false;
    this.#showLibrary();
  }

  #showSends() {
    const { entries } = this.#sender;
    byId("sends").hidden = entries.length === 0;
    byId("sends-bar").hidden = entries.length === 0;
    const known = new Set(entries.map(({ key }) => key));
    for (const [key, row] of this.#rows) {
      if (known.has(key)) continue;
      row.item.remove();
      this.#rows.delete(key);
    }
    for (const entry of entries) {
      if (!this.#rows.has(entry.key)) this.#addRow(entry);
      updateRow(this.#rows.get(entry.key), entry);
    }
    const ended = entries.filter(({ phase }) => phase === "done" || phase === "refused").length;
    byId("sends-clear").disabled = ended === 0;
    byId("sends-status").textContent = entries.length > 0 ? this.#sendWords(entries) : "";
  }

  #sendWords(entries) {
    const count = (name) => entries.filter(({ phase }) => phase === name).length;
    const refused = count("refused") ? ` ${count("refused")} refused.` : "";
    const { heldUntil, left } = this.#sender;
    const held = heldUntil
      ? ` You have used up this hour's uploads. You can upload again at ${clockWords(new Date(heldUntil), new Date())}.`
      : "";
    const more = left === null || heldUntil ? "" : ` ${counted(left, "more upload")} this hour.`;
    return `${count("done")} of ${counted(entries.length, "file")} ready.${refused}${held}${more}`;
  }

  #addRow({ key, name, size }) {
    const state = element("span", { class: "tone" });
    const progress = element("progress", { max: 1, value: 0, "aria-label": `${name}, sent` });
    const reason = element("p", { class: "problem" });
    const again = element(
      "button",
      { class: "quiet", type: "button", on: { click: () => this.#sender.tryAgain(key) } },
      "Try again",
    );
    const head = element("p", { class: "name" }, name, " ", element("small", {}, bytesWords(size)));
    const item = element("li", { class: "send" }, head, state, progress, reason, again);
    this.#rows.set(key, { item, state, progress, reason, again });
    byId("sends").append(item);
  }

  #showLibrary() {
    const { images, next, chosen, known } = this.#library;
    const there = new Set(images.map(({ image_id: id }) => id));
    for (const [id, card] of this.#cards) {
      if (there.has(id)) continue;
      card.item.remove();
      this.#cards.delete(id);
    }
    const list = byId("own-files");
    images.forEach((image, place) => {
      if (!this.#cards.has(image.image_id)) this.#cards.set(image.image_id, this.#cardOf(image));
      const { item } = this.#cards.get(image.image_id);
      if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
    });
    for (const [id, { item }] of this.#cards) item.classList.toggle("selected", chosen.size === 0 || chosen.has(id));
    byId("files-more").hidden = next === null;
    if (known) byId("files-status").textContent = libraryWords(this.#library);
    const use = byId("files-use");
    use.disabled = images.length === 0 || chosen.size > MOST_NAMED;
    use.textContent = chosen.size === 0 ? "Use all on Commons" : `Use ${chosen.size} on Commons`;
  }

  /** @param {OwnImage} image */
  #cardOf(image) {
    const { image_id: id, filename } = image;
    const box = element("input", {
      type: "checkbox",
      "aria-label": `Choose ${filename}`,
      on: { change: () => this.#choose(id, box.checked) },
    });
    const swatch = element("span", { class: "swatch" });
    swatch.style.backgroundColor = image.dominant_color; // by its own interface: the policy allows no style in markup
    const body = element(
      "div",
      { class: "body" },
      element("p", { class: "name" }, filename),
      element("ul", { class: "plain facts" }, ...factsOf(image).map((fact) => element("li", {}, fact))),
      element("p", { class: "colour" }, swatch, element("code", {}, image.dominant_color), " on average"),
      element("ul", { class: "plain variants", "aria-label": `Versions of ${filename}` }, ...variantLinks(image)),
      this.#deleteButton(id, filename),
    );
    const picture = thumbnail(api.variantAddress(id, "medium"));
    const pick = element("label", { class: "pick" }, picture, box);
    return { item: element("li", { class: "photograph own", "data-id": id }, pick, body), box };
  }

  #choose(id, isChosen) {
    this.#library = choose(this.#library, id, isChosen);
    this.#showLibrary();
  }

  /** A second click within a few seconds deletes: nothing that is gone comes back. */
  #deleteButton(id, filename) {
    let timer = null;
    const button = element("button", { class: "quiet danger", type: "button", "aria-label": `Delete ${filename}` }, "Delete");
    const calm = () => {
      clearTimeout(timer);
      timer = null;
      button.textContent = "Delete";
      button.setAttribute("aria-label", `Delete ${filename}`);
    };
    button.addEventListener("click", async () => {
      if (timer === null) {
        button.textContent = "Really delete?";
        button.setAttribute("aria-label", `Really delete ${filename}?`);
        timer = setTimeout(calm, SURE_MILLISECONDS);
        return;
      }
      calm();
      button.disabled = true;
      await this.#delete(id, filename);
      button.disabled = false;
    });
    button.addEventListener("blur", () => timer !== null && calm());
    return button;
  }

  async #delete(id, filename) {
    try {
      await api.deleteImage(id);
    } catch (error) {
      if (error.status !== 404) {
        showError(`${filename} is not deleted. ${error.message}`);
        return;
      }
    }
    const next = this.#cards.get(id)?.item.nextElementSibling;
    this.#library = without(this.#library, id);
    this.#showLibrary();
    (next?.querySelector("input") ?? byId("files-title")).focus();
    byId("files-status").textContent = `${filename} is deleted. ${libraryWords(this.#library)}`;
  }
}

function updateRow({ item, state, progress, reason, again }, entry) {
  const { words, tone } = PHASES[entry.phase];
  if (state.textContent !== words) {
    state.textContent = words;
    state.className = `tone ${tone}`;
    item.dataset.phase = entry.phase;
  }
  progress.hidden = entry.phase !== "sending";
  progress.value = entry.part;
  reason.textContent = entry.reason;
  again.hidden = !(entry.phase === "refused" && entry.again);
}

function variantLinks(image) {
  return variantsOf(image).map(({ name, words }) => {
    const href = api.variantAddress(image.image_id, name);
    return element("li", {}, element("a", { href, target: "_blank", rel: "noopener noreferrer" }, name), ` ${words}`);
  });
}

function libraryWords({ images, next, chosen }) {
  if (images.length === 0) return "There are none yet.";
  const shown = next === null ? counted(images.length, "file") : `The newest ${images.length} files`;
  if (chosen.size === 0) return `${shown}.`;
  const most = chosen.size > MOST_NAMED ? ` At most ${MOST_NAMED} can be chosen at once; choose none to use all.` : "";
  return `${shown}, ${chosen.size} chosen.${most}`;
}
