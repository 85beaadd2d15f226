/** The uploader's presets: filled in, kept, deleted. The default of a source is filled in once it is chosen. */

import { byId, element } from "../dom.js";
import { filledIn, namedPreset, presetFields } from "../presets.js";
import { SOURCES } from "../sources.js";

/** @typedef {import("../sources.js").SourceName} SourceName */
/** @typedef {import("../presets.js").Preset} Preset */
/** @typedef {import("../presets.js").Texts} Texts */

export class PresetsView {
  #send;
  #texts;
  #fill;
  /** @type {Map<SourceName, Preset[]>} */
  #known = new Map();
  /** @type {SourceName | null} where the photographs on show come from */
  #source = null;
  /** @type {SourceName | null} whose default is still to be filled in */
  #due = null;
  #awaited = "";

  /**
   * @param {{send: (type: string, rest: object) => boolean, texts: () => Texts, fill: (texts: Texts) => void}} actions
   */
  constructor({ send, texts, fill }) {
    this.#send = send;
    this.#texts = texts;
    this.#fill = fill;
    byId("preset-fill").addEventListener("click", () => this.#fillIn(this.#picked));
    byId("preset-delete").addEventListener("click", () => this.#delete(this.#picked));
    byId("preset-name").addEventListener("input", () => this.#named());
    byId("preset-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#save();
    });
  }

  /** A source is chosen: its default will be filled in. @param {SourceName} source */
  choose(source) {
    this.#due = source;
    this.fetch(source);
  }

  /** Asks for what is there; repeating it is harmless. @param {SourceName} source */
  fetch(source) {
    this.#send("FETCH_PRESETS", { data: { handler: source } });
  }

  /** Photographs of a source are shown from now on. @param {SourceName} source */
  begin(source) {
    if (source !== this.#source) this.#startForm("", false);
    this.#source = source;
    this.#say("");
    this.#show();
    this.#fillInDefault();
  }

  /** The uploader writes: a default that arrives later must not undo that. */
  typed() {
    this.#due = null;
  }

  /** @param {{handler: SourceName, presets: Preset[]}} data of PRESETS_LIST */
  receive({ handler, presets }) {
    this.#known.set(handler, presets);
    if (handler !== this.#source) return;
    this.#show();
    if (this.#awaited) this.#say(this.#awaited);
    this.#awaited = "";
    this.#fillInDefault();
  }

  /** The server refused something, or its answer is lost. */
  answered() {
    if (this.#awaited) this.#say("");
    this.#awaited = "";
  }

  get #presets() {
    return this.#known.get(this.#source) ?? [];
  }

  get #picked() {
    return this.#presets.find(({ id }) => String(id) === byId("preset").value);
  }

  #fillInDefault() {
    if (this.#due !== this.#source || !this.#known.has(this.#source)) return;
    this.#due = null;
    const preset = this.#presets.find((each) => each.is_default);
    if (preset) this.#fillIn(preset);
  }

  #fillIn(preset) {
    byId("preset").value = String(preset.id);
    this.#fill(filledIn(preset, this.#texts()));
    this.#startForm(preset.title, preset.is_default);
    this.#say(`Filled in from “${preset.title}”.`);
  }

  #delete(preset) {
    this.#change("DELETE_PRESET", { preset_id: preset.id }, `“${preset.title}” is deleted.`);
  }

  #save() {
    const name = byId("preset-name").value.trim();
    if (name === "") return;
    const over = namedPreset(this.#presets, name);
    const as = { source: this.#source, name, isDefault: byId("preset-default").checked, over };
    this.#change("SAVE_PRESET", presetFields(this.#texts(), as), `“${name}” is saved.`);
  }

  #change(type, data, then) {
    if (this.#awaited) return;
    const sent = this.#send(type, { data });
    this.#awaited = sent ? then : "";
    this.#say(sent ? "" : "Curator cannot be reached at the moment: try again.");
  }

  #startForm(name, isDefault) {
    byId("preset-name").value = name;
    byId("preset-default").checked = isDefault;
    this.#showVerb();
  }

  /** The name of a preset that is there means that one, and whether it is the default. */
  #named() {
    const over = namedPreset(this.#presets, byId("preset-name").value);
    if (over) byId("preset-default").checked = over.is_default;
    this.#showVerb();
  }

  #showVerb() {
    const over = namedPreset(this.#presets, byId("preset-name").value);
    byId("preset-save").textContent = over ? "Replace preset" : "Save preset";
  }

  #show() {
    const list = byId("preset");
    const picked = list.value;
    list.replaceChildren(...this.#presets.map(optionOf));
    if (this.#presets.some(({ id }) => String(id) === picked)) list.value = picked;
    const field = byId("preset-field");
    const focused = field.contains(document.activeElement);
    field.hidden = this.#presets.length === 0;
    if (field.hidden && focused) byId("preset-summary").focus();
    byId("preset-default-words").textContent = `Fill it in whenever ${SOURCES[this.#source].name} is chosen`;
    this.#showVerb();
  }

  #say(words) {
    byId("preset-status").textContent = words;
  }
}

function optionOf({ id, title, is_default: isDefault }) {
  return element("option", { value: id }, isDefault ? `${title} (default)` : title);
}
