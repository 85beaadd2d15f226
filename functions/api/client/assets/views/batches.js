/** The list of the uploader's batches. */

import { COUNTS } from "../batch.js";
import { mergeBatches } from "../batches.js";
import { byId, element } from "../dom.js";
import { usageOfMine, usageWords } from "../file-usage.js";
import { batchHash } from "../routes.js";
import { counted, finishWords, momentWords } from "../words.js";

const PAGE = 25;

export class BatchesView {
  #known = { items: [], total: 0 };
  #limit = PAGE;
  #fetch;

  /** @param {(limit: number) => void} fetch asks for the newest batches */
  constructor(fetch) {
    this.#fetch = fetch;
    byId("batches-more").addEventListener("click", () => {
      this.#limit += PAGE;
      this.open();
    });
  }

  /** Asks for the list; what is known stays on show meanwhile. */
  open() {
    if (this.#known.items.length === 0) byId("batches-status").textContent = "Asking for your batches…";
    this.#fetch(this.#limit);
    this.#showUse();
  }

  async #showUse() {
    byId("batches-used").textContent = usageWords((await usageOfMine())?.counts);
  }

  /** @param {object} message BATCHES_LIST */
  receive(message) {
    this.#known = mergeBatches(this.#known, message);
    const { items, total } = this.#known;
    byId("batches-status").textContent = total === 0 ? "You have not uploaded anything yet." : counted(total, "batch", "batches");
    byId("batches-more").hidden = items.length >= total;
    byId("batch-list").replaceChildren(...items.map(itemOf));
  }
}

function itemOf(batch) {
  const { stats } = batch;
  const ended = stats.total - stats.queued - stats.in_progress;
  const shown = Object.entries(COUNTS).filter(([name]) => stats[name] > 0);
  const counts = shown.map(([name, { words, tone }]) =>
    element("span", { class: `tone ${tone}` }, `${stats[name]} ${words}`),
  );
  const finish = ended < stats.total ? finishWords(batch.finish_at, new Date()) : "";
  const open = ended < stats.total && element("progress", { max: stats.total, value: ended, "aria-label": "Uploads done" });
  return element(
    "li",
    {},
    element(
      "a",
      { class: "batch-link", href: batchHash(batch.id) },
      element("strong", {}, `Batch ${batch.id}`),
      element("span", { class: "counts" }, ...counts),
      element("span", { class: "when" }, finish || momentWords(batch.created_at)),
      ...(open ? [open] : []),
    ),
  );
}
