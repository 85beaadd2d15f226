/** Making and finding elements. Text from outside becomes text nodes only, never markup. */

import { safeAddress } from "./links.js";

/**
 * A new element.
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes] `on` holds listeners by event; false and undefined leave one out
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(made, name, value);
  made.append(...children);
  return made;
}

/** @returns {HTMLElement} the element of this id, which is in `index.html` */
export function byId(id) {
  return document.getElementById(id);
}

/**
 * A link to a page outside; plain text when the address is not one a page may follow.
 * @param {string} address
 * @param {string} text
 * @returns {HTMLElement}
 */
export function outsideLink(address, text) {
  const href = safeAddress(address);
  return href ? element("a", { href, target: "_blank", rel: "noopener noreferrer" }, text) : element("span", {}, text);
}

/**
 * A small picture; when there is none, or it cannot be had, its place stays empty.
 * @param {string} address
 * @returns {HTMLElement}
 */
export function thumbnail(address) {
  const frame = element("span", { class: "thumbnail" });
  setThumbnail(frame, address);
  return frame;
}

/** Puts another picture into a frame made by `thumbnail`; an empty address keeps the one there is. */
export function setThumbnail(frame, address) {
  const src = safeAddress(address);
  if (!src || frame.dataset.address === src) return;
  frame.dataset.address = src;
  const image = element("img", { src, alt: "", loading: "lazy", decoding: "async", referrerpolicy: "no-referrer" });
  image.addEventListener("error", () => image.remove());
  frame.replaceChildren(image);
}

function setAttribute(made, name, value) {
  if (name === "on") {
    for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
  } else if (value !== false && value !== undefined && value !== null) {
    made.setAttribute(name, value === true ? "" : String(value));
  }
}
