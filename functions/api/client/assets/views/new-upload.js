/** Steps one to three: pick photographs, choose and describe, hand over. */

import { byId, element } from "../dom.js";
import * as drafts from "../draft.js";
import { SOURCES } from "../sources.js";
import { FIELD_MEANINGS } from "../title-template.js";
import { wikitextOf } from "../wikitext.js";
import { counted } from "../words.js";
import { PhotographGrid } from "./photographs.js";
import { PresetsView } from "./presets.js";
import { SourcePicker } from "./source-picker.js";

const LANGUAGES = ["en", "de", "fr", "es", "it", "nl", "pl", "pt", "sv", "cs", "ru", "uk", "ar", "hi", "ja", "zh"];
const BURST_MILLISECONDS = 50;
const TEXT_FIELDS = ["template", "description", "language", "categories"];

export class NewUploadView {
  /** @type {PresetsView} */
  presets;
  #draft = drafts.emptyDraft();
  #picker = new SourcePicker((source) => this.presets.choose(source));
  #timer = null;
  #actions;
  #grid;

  /**
   * @param {{load: (input: string, source: string) => void,
   *   upload: (items: object[], images: object[], source: string) => void,
   *   send: (type: string, rest: object) => boolean}} actions
   */
  constructor(actions) {
    this.#actions = actions;
    this.presets = new PresetsView({
      send: actions.send,
      texts: () => Object.fromEntries(TEXT_FIELDS.map((name) => [name, this.#draft[name]])),
      fill: (texts) => this.#fillIn(texts),
    });
    this.presets.choose(this.#picker.source);
    this.#grid = new PhotographGrid(byId("photographs"), {
      select: (ids, chosen) => this.change(drafts.select, ids, chosen),
      retitle: (id, title) => this.change(drafts.retitle, id, title),
    });
    this.#fillChoices();
    this.#listen();
    this.#show();
  }

  /**
   * Applies one of the functions of `draft.js` and shows the result.
   * @param {(draft: drafts.Draft, ...rest: any[]) => drafts.Draft} step
   * @param {...any} rest
   */
  change(step, ...rest) {
    this.#draft = step(this.#draft, ...rest);
    this.#show();
  }

  /**
   * Applies what the server sent as one of many messages: a burst of them is shown once.
   * @param {(draft: drafts.Draft, data: object) => drafts.Draft} step
   * @param {object} data
   */
  arrive(step, data) {
    this.#draft = step(this.#draft, data);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#show();
    }, BURST_MILLISECONDS);
  }

  /** @param {object} data of COLLECTION_IMAGES */
  collected(data) {
    this.#picker.showAddress(this.#draft.source, data.sequence_id);
    this.change(drafts.withCollection, data);
  }

  /** Whether the server still owes photographs. */
  get awaiting() {
    return this.#draft.phase === "loading" || this.#draft.phase === "partial";
  }

  /** Asks again for what a lost connection has lost. */
  resume() {
    if (this.awaiting) this.#actions.load(this.#draft.input, this.#draft.source);
  }

  /** Asks for the presets of the source that is chosen. */
  open() {
    this.presets.fetch(this.#picker.source);
  }

  /** Loads a collection as if it had been typed. @param {string} source @param {string} address */
  load(source, address) {
    this.#picker.choose(source, address);
    this.#load();
  }

  #fillIn(texts) {
    this.#picker.rememberTemplate(this.#draft.source, texts.template);
    this.change((draft) => ({ ...draft, ...texts }));
    this.#showTexts();
  }

  #fillChoices() {
    const names = new Intl.DisplayNames(["en"], { type: "language" });
    byId("language").append(...LANGUAGES.map((code) => element("option", { value: code }, `${names.of(code)} (${code})`)));
    const meaning = ([name, text]) =>
      element("div", {}, element("dt", {}, element("code", {}, `{${name}}`)), element("dd", {}, text));
    byId("template-fields").append(...FIELD_MEANINGS.map(meaning));
    this.#showTexts();
  }

  #showTexts() {
    const { language } = this.#draft;
    const offered = [...byId("language").options].some((option) => option.value === language);
    if (!offered) byId("language").append(element("option", { value: language }, language)); // a preset's
    for (const name of TEXT_FIELDS) byId(name).value = this.#draft[name];
    byId("description").placeholder = SOURCES[this.#draft.source].noDescription;
  }

  #listen() {
    byId("load-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#load();
    });
    for (const name of TEXT_FIELDS) {
      byId(name).addEventListener("input", () => {
        this.presets.typed();
        this.change((draft) => ({ ...draft, [name]: byId(name).value }));
      });
    }
    byId("template").addEventListener("input", () => {
      this.#picker.rememberTemplate(this.#draft.source, byId("template").value);
    });
    byId("select-all").addEventListener("click", () => this.#selectAll(true));
    byId("select-none").addEventListener("click", () => this.#selectAll(false));
    byId("show-problem").addEventListener("click", () => this.#grid.showProblem());
    byId("upload").addEventListener("click", () => {
      const chosen = this.#draft.images.filter((image) => this.#draft.selected.has(image.id));
      this.#actions.upload(drafts.uploadItems(this.#draft), chosen, this.#draft.source);
    });
  }

  #load() {
    const { source, address: input, template } = this.#picker;
    if (input === "") return;
    this.change(drafts.loading, { source, input, template });
    this.#showTexts();
    this.presets.begin(source);
    this.#actions.load(input, source);
  }

  #selectAll(chosen) {
    const ids = this.#draft.images.filter((image) => !chosen || image.existing.length === 0).map((image) => image.id);
    this.change(drafts.select, ids, chosen);
  }

  #show() {
    this.#showLoading();
    const ready = this.#draft.images.length > 0;
    byId("choose").hidden = !ready;
    byId("upload-bar").hidden = !ready;
    const problems = drafts.problemsOf(this.#draft);
    this.#grid.show(this.#draft, drafts.titlesOf(this.#draft), problems);
    if (ready) this.#showSelection(Object.keys(problems).length);
  }

  #showLoading() {
    const { images, total, phase } = this.#draft;
    byId("load").disabled = this.awaiting;
    const progress = byId("load-progress");
    progress.hidden = !this.awaiting;
    if (phase === "partial") {
      progress.max = total;
      progress.value = images.length;
    } else {
      progress.removeAttribute("value");
    }
    byId("load-status").textContent = this.#loadingWords(this.#draft);
  }

  #loadingWords({ images, total, notice, phase, source }) {
    if (phase === "loading") return notice || SOURCES[source].asking;
    if (phase === "partial") return `${images.length} of ${total} photographs loaded.`;
    if (phase === "empty") return "";
    const existing = images.filter((image) => image.existing.length > 0).length;
    const known = existing ? ` ${counted(existing, "is", "are")} already on Commons and left out.` : "";
    const unfree = images.filter((image) => image.refusal).length;
    const refused = unfree ? ` Commons would not take ${unfree} of them.` : "";
    return `${counted(images.length, "photograph")} by ${images[0].creator.username}.${known}${refused}`;
  }

  #showSelection(problems) {
    const { images, selected } = this.#draft;
    const first = images.find((image) => selected.has(image.id));
    byId("wikitext").textContent = first ? wikitextOf(first, drafts.textsOf(this.#draft)) : "Nothing is selected.";
    byId("selection").textContent = `${selected.size} of ${images.length} selected`;
    byId("upload-words").textContent = `Upload ${counted(selected.size, "photograph")}`;
    byId("upload").disabled = selected.size === 0 || problems > 0 || this.awaiting;
    byId("show-problem").hidden = problems === 0;
    byId("upload-status").textContent = this.#readiness(selected.size, problems);
  }

  #readiness(count, problems) {
    if (this.awaiting) return "Photographs are still being loaded.";
    if (count === 0) return "Select at least one photograph.";
    if (problems > 0) return `${counted(problems, "title needs", "titles need")} another look.`;
    return "Ready. Uploading goes on when this page is closed.";
  }
}
