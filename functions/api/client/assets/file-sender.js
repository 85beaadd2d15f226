/**
 * Files on their way here, a few at a time.
 *
 *     waiting ─▶ sending ─▶ working ─▶ done
 *        ▲          └──────────┴─────▶ refused (with a reason; may be tried again unless it never will do)
 *        └── held: the hour is used up; goes on by itself when it is over
 */

const AT_ONCE = 2;
const FIRST_LOOK_MILLISECONDS = 700;
const LONGEST_PAUSE_MILLISECONDS = 5000;
const PATIENCE_MILLISECONDS = 10 * 60_000;
const USED_UP = 429;
const NEVER = new Set([401, 403, 413, 415, 422]);

/** @typedef {import("./image-api.js").Facts} Facts */
/** @typedef {"waiting" | "held" | "sending" | "working" | "done" | "refused"} Phase */
/** @typedef {{key: number, name: string, size: number, phase: Phase, part: number, reason: string, again: boolean}} Entry
 *   `part` of it has been sent, 0 to 1; `again`: trying once more may help */

export class FileSender {
  #api;
  #tell;
  #arrived;
  #pause;
  #now;
  #entries = new Map();
  #files = new Map();
  #count = 0;
  #heldUntil = 0;
  #left = null;

  /**
   * @param {{api: {sendFile: Function, jobAt: Function}, tell: () => void, arrived: (imageId: string) => void,
   *   pause?: (milliseconds: number) => Promise<void>, now?: () => number}} parts `tell` is called after every change,
   *   `arrived` when an image is ready
   */
  constructor({ api, tell, arrived, pause = sleep, now = Date.now }) {
    this.#api = api;
    this.#tell = tell;
    this.#arrived = arrived;
    this.#pause = pause;
    this.#now = now;
  }

  /** @returns {Entry[]} in the order they were added */
  get entries() {
    return [...this.#entries.values()];
  }

  /** How many more the hour allows; null where nothing is known. @returns {number | null} */
  get left() {
    return this.#left;
  }

  /** When the hour that is used up ends, in milliseconds since the epoch; 0 where it is not. @returns {number} */
  get heldUntil() {
    return this.#heldUntil > this.#now() ? this.#heldUntil : 0;
  }

  /** Whether closing the page now would lose a file. */
  get underWay() {
    return this.entries.some(({ phase }) => phase === "waiting" || phase === "held" || phase === "sending");
  }

  /**
   * @param {File[]} files
   * @param {Facts} facts
   * @param {number} maximumBytes of one file
   */
  add(files, facts, maximumBytes) {
    for (const file of files) {
      const key = (this.#count += 1);
      const reason = unfit(file, maximumBytes);
      this.#files.set(key, { file, facts });
      this.#entries.set(key, {
        key,
        name: file.name,
        size: file.size,
        phase: reason ? "refused" : "waiting",
        part: 0,
        reason,
        again: false,
      });
    }
    this.#tell();
    this.#next();
  }

  /** @param {number} key of a file that was refused */
  tryAgain(key) {
    if (this.#entries.get(key)?.phase !== "refused" || !this.#files.has(key)) return;
    this.#change(key, { phase: "waiting", part: 0, reason: "" });
    this.#next();
  }

  /** Takes what has ended off the list. */
  clear() {
    for (const { key, phase } of this.entries) {
      if (phase === "done" || phase === "refused") {
        this.#entries.delete(key);
        this.#files.delete(key);
      }
    }
    this.#tell();
  }

  #next() {
    if (this.heldUntil) return;
    const busy = this.entries.filter(({ phase }) => phase === "sending").length;
    const waiting = this.entries.filter(({ phase }) => phase === "waiting");
    for (const { key } of waiting.slice(0, Math.max(0, AT_ONCE - busy))) this.#send(key);
  }

  async #send(key) {
    const { file, facts } = this.#files.get(key);
    this.#change(key, { phase: "sending", part: 0 });
    let sent;
    try {
      sent = await this.#api.sendFile(file, facts, (part) => this.#change(key, { part }));
    } catch (error) {
      this.#failed(key, error);
      this.#next();
      return;
    }
    this.#left = sent.left;
    this.#change(key, { phase: "working", part: 1 });
    this.#next();
    await this.#follow(key, sent);
  }

  async #follow(key, { statusUrl, imageId }) {
    const until = this.#now() + PATIENCE_MILLISECONDS;
    for (let wait = FIRST_LOOK_MILLISECONDS; this.#now() < until; wait = Math.min(wait * 1.5, LONGEST_PAUSE_MILLISECONDS)) {
      await this.#pause(wait);
      const job = await this.#api.jobAt(statusUrl).catch((error) => ({ status: "unknown", error: error.message }));
      if (job.status === "completed") {
        this.#files.delete(key);
        this.#change(key, { phase: "done" });
        this.#arrived(imageId);
        return;
      }
      if (job.status === "failed") {
        this.#change(key, { phase: "refused", reason: job.error || "The image could not be processed.", again: false });
        return;
      }
    }
    this.#change(key, { phase: "refused", reason: "No news for ten minutes: reload the page to see it.", again: false });
  }

  /** An hour that is used up is nobody's fault: the file, and all that wait, go on when it is over. */
  #failed(key, error) {
    if (error.status === USED_UP && error.retryAfter !== null) {
      this.#hold(error.retryAfter);
      this.#change(key, { phase: "held", part: 0 });
      return;
    }
    this.#change(key, { phase: "refused", part: 0, reason: error.message, again: !NEVER.has(error.status) });
  }

  #hold(seconds) {
    const known = this.heldUntil;
    this.#left = 0;
    this.#heldUntil = Math.max(known, this.#now() + seconds * 1000);
    if (!known) this.#pause(seconds * 1000 + 1000).then(() => this.#release());
  }

  #release() {
    this.#heldUntil = 0;
    for (const { key, phase } of this.entries) if (phase === "held") this.#change(key, { phase: "waiting" });
    this.#next();
  }

  #change(key, news) {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.set(key, { ...entry, ...news });
    this.#tell();
  }
}

/** @returns {string} why the file need not even be sent; empty where it may be */
function unfit(file, maximumBytes) {
  if (file.size === 0) return "The file is empty.";
  const megabytes = Math.round(maximumBytes / (1024 * 1024));
  return file.size > maximumBytes ? `File too large. Maximum allowed: ${megabytes}MB` : "";
}

function sleep(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
