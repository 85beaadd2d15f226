/**
 * What can be done with a batch: its owner pauses, resumes, cancels and retries it; everybody takes its audit trail.
 *
 * A button that could do nothing is not there. One that has been pressed waits for its answer: it keeps the focus, and
 * pressing it again does nothing.
 */

import { auditParts } from "../audit.js";
import { countsOf } from "../batch.js";
import { byId, element } from "../dom.js";
import { waitsFor } from "../pauses.js";

/** @typedef {import("../batch.js").BatchState} BatchState */

const BUTTONS = ["pause", "retry", "cancel"];

export class BatchActions {
  #send;
  #batchId = 0;
  #paused = false;
  #shownParts = "";

  /** @param {(type: string, rest: object) => boolean} send */
  constructor(send) {
    this.#send = send;
    byId("pause").addEventListener("click", () => this.#ask("pause", this.#paused ? "RESUME_BATCH" : "PAUSE_BATCH"));
    byId("retry").addEventListener("click", () => this.#ask("retry", "RETRY_UPLOADS"));
    byId("cancel").addEventListener("click", () => this.#ask("cancel", "CANCEL_BATCH"));
  }

  /**
   * @param {BatchState} batch
   * @param {boolean} allowed whether who looks may change the batch now
   */
  show(batch, allowed) {
    const counts = countsOf(batch);
    const paused = waitsFor(batch.paused, new Date()) === "owner";
    if (paused !== this.#paused) setWaiting("pause", false);
    this.#batchId = batch.id;
    this.#paused = paused;
    byId("pause").textContent = paused ? "Resume" : "Pause";
    const useful = { pause: counts.queued > 0, retry: counts.failed > 0, cancel: counts.queued > 0 };
    for (const name of BUTTONS) setHidden(byId(name), !allowed || !useful[name]);
    this.#showAudit(auditParts(batch.id, counts.total, [...batch.rows.values()].map((row) => row.id)));
  }

  /** Whatever was asked for is answered, or its answer is lost. */
  answered() {
    for (const name of BUTTONS) setWaiting(name, false);
  }

  /** @returns {boolean} whether the batch on show was waiting for this answer */
  retried() {
    const awaited = isWaiting("retry");
    setWaiting("retry", false);
    return awaited;
  }

  #ask(name, type) {
    if (!isWaiting(name)) setWaiting(name, this.#send(type, { data: this.#batchId }));
  }

  /** The links stay the same while the batch goes on: whoever is about to follow one must not lose it. */
  #showAudit(parts) {
    const shown = JSON.stringify(parts);
    if (shown === this.#shownParts) return;
    this.#shownParts = shown;
    const links = ({ words, csv, json }) => [link(csv, `${words} (CSV)`), link(json, `${words} (JSON)`)];
    byId("audit").replaceChildren(...parts.flatMap(links));
  }
}

function link(href, words) {
  return element("li", {}, element("a", { href, download: true }, words));
}

function isWaiting(name) {
  return byId(name).getAttribute("aria-disabled") === "true";
}

function setWaiting(name, waiting) {
  byId(name).setAttribute("aria-disabled", String(waiting));
}

/** Who has pressed a button that goes away is at the batch's heading then, not at the top of the page. */
function setHidden(button, hidden) {
  const focused = document.activeElement === button;
  button.hidden = hidden;
  if (hidden && focused) byId("batch-title").focus();
}
