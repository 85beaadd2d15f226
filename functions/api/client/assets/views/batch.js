/** One batch, live. */

import { COUNTS, countsOf, emptyBatch, endedOf, isFinished } from "../batch.js";
import { byId, element } from "../dom.js";
import { editGroupAddress } from "../links.js";
import { pauseWords, waitsFor } from "../pauses.js";
import { recall, remember } from "../remembered.js";
import { counted, finishWords } from "../words.js";
import { BatchActions } from "./batch-actions.js";
import { BatchRows } from "./batch-rows.js";
import { UsedView } from "./used.js";

const CLOCK_SECONDS = 10;
/** What a batch says that only its owner can let go on. */
const WAITING = {
  owner: { own: "Paused: nothing more begins until you resume it.", foreign: "Paused by its owner." },
  login: { own: "Commons no longer takes your login.", foreign: "Waiting for its owner to log in." },
};

export class BatchView {
  #batch = emptyBatch(0);
  #rows = new BatchRows(byId("batch-rows"));
  #used = new UsedView();
  #remembered = recall();
  #handOver = null;
  #userId;
  #actions;

  /**
   * @param {string} userId
   * @param {(type: string, rest: object) => boolean} send
   */
  constructor(userId, send) {
    this.#userId = userId;
    this.#actions = new BatchActions(send);
    setInterval(() => byId("batch").hidden || this.#showSummary(), CLOCK_SECONDS * 1000);
  }

  /** @returns {number} id of the batch on show, 0 for none */
  get id() {
    return this.#batch.id;
  }

  /** @param {number} id */
  open(id) {
    if (id !== this.#batch.id) {
      this.#batch = emptyBatch(id);
      this.#rows.clear();
    }
    this.#actions.answered();
    this.#used.open(id);
    this.#show();
  }

  /** Applies one of the functions of `batch.js` and shows the result. */
  change(step, data) {
    const next = step(this.#batch, data);
    if (next === this.#batch) return;
    this.#batch = next;
    this.#show();
  }

  /** The server refused something, or its answer is lost: the buttons may be pressed again. */
  answered() {
    this.#actions.answered();
  }

  /**
   * RETRY_UPLOADS_RESPONSE
   * @returns {boolean} whether it answers the batch on show
   */
  retried() {
    return this.#actions.retried();
  }

  /** @param {{id: string, title: string, thumbnail: string}[]} photographs as chosen on this page */
  remember(photographs) {
    this.#remembered = remember(photographs);
  }

  /** @param {{phase: string, batchId: number | null, sent: number, total: number}} state of a `HandOver` */
  handingOver(state) {
    this.#handOver = state.phase === "done" ? null : state;
    if (state.batchId === this.#batch.id) this.#show();
  }

  #show() {
    byId("batch-title").textContent = `Batch ${this.#batch.id}`;
    this.#rows.show(this.#batch.rows.values(), (key) => this.#remembered.get(key) ?? {});
    this.#showSummary();
    this.#showCounts();
    this.#showActions();
  }

  get #owned() {
    return !this.#batch.info || this.#batch.info.userid === this.#userId;
  }

  #showActions() {
    this.#actions.show(this.#batch, this.#owned && this.#partlyHandedOver() === null);
    const published = [...this.#batch.rows.values()].find((row) => row.success)?.success;
    const address = editGroupAddress(this.#batch.info?.edit_group_id, published);
    byId("batch-edits").hidden = address === "";
    byId("batch-edits").href = address;
  }

  #showSummary() {
    const counts = countsOf(this.#batch);
    const ended = endedOf(counts);
    const total = this.#partlyHandedOver()?.total ?? counts.total;
    const progress = byId("batch-progress");
    progress.max = Math.max(1, total);
    progress.value = ended;
    write(byId("batch-summary"), this.#summary(counts, ended));
    write(byId("batch-hint"), this.#hint(counts));
    this.#showPause();
    document.title = total ? `${ended}/${total} – Curator` : "Curator";
  }

  #summary(counts, ended) {
    const partly = this.#partlyHandedOver();
    if (partly) return `Handing over ${partly.sent} of ${counted(partly.total, "photograph")}…`;
    if (counts.total === 0) return "Asking for the batch…";
    if (isFinished(this.#batch)) return `Finished: ${counts.completed} of ${counts.total} published.`;
    const now = new Date();
    const finish = waitsFor(this.#batch.paused, now) in WAITING ? "" : finishWords(this.#batch.finishAt, now);
    return `${ended} of ${counts.total} done${finish ? ` – ${finish}` : ""}`;
  }

  #showPause() {
    const now = new Date();
    const what = isFinished(this.#batch) ? "none" : waitsFor(this.#batch.paused, now);
    byId("batch-login").hidden = what !== "login" || !this.#owned;
    if (what === "none") write(byId("batch-pause"), "");
    else if (what === "time") write(byId("batch-pause"), pauseWords(this.#batch.paused, now));
    else write(byId("batch-pause"), WAITING[what][this.#owned ? "own" : "foreign"]);
  }

  #hint(counts) {
    if (this.#partlyHandedOver()) return "Please keep this page open until everything is handed over.";
    if (counts.total === 0 || isFinished(this.#batch)) return "";
    if (waitsFor(this.#batch.paused, new Date()) in WAITING) return "";
    return "You can close this page: Curator carries on, at the pace Commons allows.";
  }

  #partlyHandedOver() {
    const state = this.#handOver;
    return state && state.batchId === this.#batch.id && state.phase === "sending" ? state : null;
  }

  #showCounts() {
    const counts = countsOf(this.#batch);
    const shown = Object.entries(COUNTS).filter(([name]) => counts[name] > 0);
    byId("batch-counts").replaceChildren(
      ...shown.map(([name, { words, tone }]) =>
        element("li", { class: `tone ${tone}`, "data-count": name }, `${counts[name]} ${words}`),
      ),
    );
  }
}

/** A live region that is written to is read out again, so only a change is written. */
function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}
