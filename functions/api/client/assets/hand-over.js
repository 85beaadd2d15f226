/**
 * Gives a selection to the server.
 *
 *     idle ─▶ creating ─▶ sending slice 0 ─▶ … ─▶ sending slice n ─▶ done
 *                 └────────────┴──── failed (the server said no)
 *
 * One slice is under way at a time; the next goes out when the server has acknowledged it. A slice the connection lost
 * is sent again under the same number, which the server stores once.
 */

import { slicesOf } from "./slices.js";

/** @typedef {import("./types.js").UploadItem} UploadItem */

export class HandOver {
  #send;
  #tell;
  #source;
  #slices = [];
  #batchId = null;
  #next = 0;
  #phase = "idle";

  /**
   * @param {(type: string, rest?: object) => boolean} send
   * @param {(state: {phase: string, batchId: number | null, sent: number, total: number}) => void} tell called after
   *   every step
   */
  constructor(send, tell) {
    this.#send = send;
    this.#tell = tell;
  }

  /** Whether closing the page now would lose a part of the selection. */
  get underWay() {
    return this.#phase === "creating" || this.#phase === "sending";
  }

  /**
   * @param {UploadItem[]} items at least one
   * @param {import("./sources.js").SourceName} source where all of them come from
   */
  start(items, source) {
    if (this.underWay || items.length === 0) return;
    this.#source = source;
    this.#slices = slicesOf(items);
    this.#batchId = null;
    this.#next = 0;
    this.#enter("creating");
    this.resume();
  }

  /** Sends again what may have been lost; to be called after every connect. */
  resume() {
    if (this.#phase === "creating") this.#send("CREATE_BATCH");
    if (this.#phase === "sending") this.#sendSlice();
  }

  /** BATCH_CREATED */
  created(batchId) {
    if (this.#phase !== "creating") return;
    this.#batchId = batchId;
    this.#enter("sending");
    this.#sendSlice();
  }

  /** UPLOAD_SLICE_ACK; one of another slice is an echo of a repeated message. */
  acknowledged(sliceId) {
    if (this.#phase !== "sending" || sliceId !== this.#next) return;
    this.#next += 1;
    if (this.#next === this.#slices.length) {
      this.#enter("done");
    } else {
      this.#enter("sending");
      this.#sendSlice();
    }
  }

  /** ERROR: the server answers in order, so it is about the step under way. */
  failed() {
    if (this.underWay) this.#enter("failed");
  }

  #sendSlice() {
    const items = this.#slices[this.#next];
    const data = { batchid: this.#batchId, sliceid: this.#next, handler: this.#source, items };
    this.#send("UPLOAD_SLICE", { data });
  }

  #enter(phase) {
    this.#phase = phase;
    const count = (slices) => slices.reduce((sum, slice) => sum + slice.length, 0);
    const sent = count(this.#slices.slice(0, this.#next));
    this.#tell({ phase, batchId: this.#batchId, sent, total: count(this.#slices) });
  }
}
