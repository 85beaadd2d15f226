/**
 * Finds out whether a push got lost. The messages of a stream are numbered one by one; what begins a stream names its
 * latest number.
 */

const STREAMS = { SUBSCRIBED: "batch", UPLOADS_UPDATE: "batch", BATCH_PROGRESS: "batch", BATCHES_LIST: "list" };

/** Types of messages that have a number when they are pushed. */
export const NUMBERED = Object.keys(STREAMS);

export class StreamNumbers {
  #latest = new Map();

  /**
   * @param {{type: string, sequence?: number, partial?: boolean}} message
   * @returns {boolean} whether a message of its stream is missing before it
   */
  misses({ type, sequence, partial }) {
    if (sequence === undefined) return false;
    const stream = STREAMS[type];
    const latest = this.#latest.get(stream) ?? Infinity;
    const begins = type === "SUBSCRIBED" || partial === false;
    this.#latest.set(stream, begins || latest === Infinity ? sequence : Math.max(latest, sequence));
    return !begins && sequence > latest + 1;
  }
}
