/** Which source photographs are loaded from, and the address typed for it; both are there again at the next visit. */

import { recallChoice, rememberChoice } from "../choice.js";
import { byId, element } from "../dom.js";
import { SOURCES } from "../sources.js";

/** @typedef {import("../sources.js").SourceName} SourceName */

export class SourcePicker {
  #choice = recallChoice();
  #address = byId("address");
  #picked;

  /** @param {(source: SourceName) => void} picked */
  constructor(picked) {
    this.#picked = picked;
    byId("sources").append(...Object.entries(SOURCES).map(([name, source]) => this.#option(name, source)));
    this.#address.addEventListener("input", () => this.#remember(this.source, "address", this.#address.value));
    this.#show();
  }

  /** @returns {SourceName} */
  get source() {
    return this.#choice.source;
  }

  /** @returns {string} what was typed, without the spaces around it */
  get address() {
    return this.#address.value.trim();
  }

  /** @returns {string} the template of titles last used with this source */
  get template() {
    return this.#choice.fields[this.source].template;
  }

  /** @param {SourceName} source @param {string} template */
  rememberTemplate(source, template) {
    this.#remember(source, "template", template);
  }

  /** The server calls the collection by another address, or by its id. */
  showAddress(source, address) {
    this.#remember(source, "address", address);
    if (source === this.source) this.#address.value = address;
  }

  /** Chooses for the user, as they would. @param {SourceName} source @param {string} address */
  choose(source, address) {
    this.#remember(source, "address", address);
    document.querySelector(`#sources input[value="${source}"]`).checked = true;
    this.#pick(source);
  }

  #option(name, source) {
    const radio = element("input", {
      type: "radio",
      name: "source",
      value: name,
      checked: name === this.source,
      on: { change: () => this.#pick(name) },
    });
    return element("label", { class: "source" }, radio, source.name);
  }

  #pick(name) {
    this.#choice = { ...this.#choice, source: name };
    rememberChoice(this.#choice);
    this.#show();
    this.#picked(name);
  }

  #remember(source, field, value) {
    const fields = { ...this.#choice.fields, [source]: { ...this.#choice.fields[source], [field]: value } };
    this.#choice = { ...this.#choice, fields };
    rememberChoice(this.#choice);
  }

  #show() {
    const { label, placeholder } = SOURCES[this.source];
    byId("address-label").textContent = label;
    this.#address.placeholder = placeholder;
    this.#address.value = this.#choice.fields[this.source].address;
  }
}
