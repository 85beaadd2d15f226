/** Which pages show the photographs of the batch on show. */

import { byId, element, outsideLink } from "../dom.js";
import { usageOfBatch, usageWords } from "../file-usage.js";
import { counted } from "../words.js";

export class UsedView {
  #id = 0;

  /** Asks for the batch's use; what is on show of another batch goes at once. */
  async open(id) {
    if (id !== this.#id) show(null);
    this.#id = id;
    const usage = await usageOfBatch(id);
    if (id === this.#id) show(usage);
  }
}

function show(usage) {
  const words = usageWords(usage?.counts);
  byId("batch-used").hidden = words === "";
  byId("batch-used-words").textContent = words;
  byId("batch-used-files").replaceChildren(...(usage?.files ?? []).map(fileItem));
  byId("batch-used-more").hidden = !usage?.next;
}

function fileItem(file) {
  if (file.deleted) return element("li", {}, `${file.title}: deleted from Commons`);
  const more = file.total - file.uses.length;
  const pages = file.uses.flatMap((use) => [" ", pageLink(use)]);
  return element("li", {}, `${file.title}:`, ...pages, ...(more > 0 ? [` and ${counted(more, "page")} more`] : []));
}

function pageLink(use) {
  return element("span", { class: "use" }, outsideLink(use.url, use.title), ` (${use.wiki})`);
}
