/** Who is logged in, where the page stands, and whether the server is heard. */

import { byId } from "../dom.js";

/** @typedef {import("../session.js").User} User */

/** @param {User | null} user null for nobody */
export function showUser(user) {
  byId("user").textContent = user?.username ?? "";
  byId("log-in").hidden = user !== null;
  byId("log-out").hidden = user === null;
  byId("navigation").hidden = user === null;
}

/** @param {boolean} live */
export function showConnection(live) {
  const place = byId("connection");
  place.textContent = live ? "Live" : "Reconnecting…";
  place.classList.toggle("lost", !live);
}

/**
 * Shows one of the page's parts and hides the others.
 * @param {"welcome" | "new" | "files" | "batches" | "batch"} name
 */
export function showPart(name) {
  for (const part of ["welcome", "new", "files", "batches", "batch"]) byId(part).hidden = part !== name;
  for (const link of byId("navigation").children) {
    const here = link.hash === `#${name}` || (name === "batch" && link.hash === "#batches");
    here ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
  }
}
