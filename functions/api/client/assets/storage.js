/**
 * What this browser keeps for the page.
 *
 * All of it only makes the page nicer, so whatever keeps the browser from storing it is no error.
 */

const PREFIX = "curator.";

/**
 * @param {string} name
 * @returns {any} null when there is nothing
 */
export function stored(name) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name));
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {any} value
 */
export function store(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // full, or not allowed: this page still has it
  }
}

/** Forgets everything, as somebody who logs out expects. */
export function forget() {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
  } catch {
    // nothing was stored
  }
}
