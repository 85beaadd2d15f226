/**
 * One WebSocket that is opened again whenever it closes.
 *
 *     closed ──open()──▶ connecting ──▶ live ──▶ waiting ──▶ connecting …
 *
 * Whoever needs state from the server asks for it in a `live` listener: it runs after every connect, so a lost
 * connection costs nothing but the gap. Messages sent while not live are dropped for that same reason.
 */

import { waitBeforeTry } from "./backoff.js";

export class ServerConnection {
  #address;
  #socket = null;
  #tries = 0;
  #timer = 0;
  #listeners = new Map();

  /** @param {string} address `ws:` or `wss:` address of the server */
  constructor(address) {
    this.#address = address;
  }

  /** Whether messages can be sent now. */
  get live() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Connects, and stays connected until the page goes away. */
  open() {
    this.#connect();
    addEventListener("online", () => this.#hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.#hurry());
  }

  /**
   * Sends one message.
   * @param {string} type
   * @param {object} [rest] the message's other fields, most of the time `{data}`
   * @returns {boolean} whether it went out
   */
  send(type, rest = {}) {
    if (!this.live) return false;
    this.#socket.send(JSON.stringify({ type, ...rest }));
    return true;
  }

  /**
   * Calls a listener with every message of one type.
   * @param {string} type a message type, or `live` / `lost` for the connection itself
   * @param {(message: object) => void} listener
   */
  on(type, listener) {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  #connect() {
    clearTimeout(this.#timer);
    const socket = new WebSocket(this.#address);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#tries = 0;
      this.#tell("live", {});
    });
    socket.addEventListener("message", (event) => this.#receive(event.data));
    socket.addEventListener("close", () => socket === this.#socket && this.#lost());
  }

  #lost() {
    const seconds = waitBeforeTry(this.#tries, Math.random());
    this.#tries += 1;
    this.#tell("lost", { seconds, tries: this.#tries });
    this.#timer = setTimeout(() => this.#connect(), seconds * 1000);
  }

  /** The network is back, or the reader is: no reason to wait out the timer. */
  #hurry() {
    if (this.#socket?.readyState === WebSocket.CLOSED) this.#connect();
  }

  #receive(text) {
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return; // not for this page
    }
    if (typeof message?.type === "string") this.#tell(message.type, message);
  }

  #tell(type, message) {
    for (const listener of this.#listeners.get(type) ?? []) listener(message);
  }
}
