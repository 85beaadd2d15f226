/** What everybody on the page should read, until it is dismissed: errors, and what operators announce. */

import { byId, element } from "../dom.js";

const MOST_AT_ONCE = 3;

/** @param {string} text */
export function showError(text) {
  show(text, "banner");
}

/** @param {string} text what operators say; it outlives the reader's next try */
export function showNotice(text) {
  show(text, "banner notice");
}

/** Takes away what was said about an earlier try. */
export function clearErrors() {
  for (const error of byId("banners").querySelectorAll(".banner:not(.notice)")) error.remove();
}

function show(text, kind) {
  const place = byId("banners");
  const same = [...place.children].find((banner) => banner.firstChild.textContent === text);
  same?.remove(); // said again, it is announced again
  const dismiss = element("button", { class: "quiet", type: "button", on: { click: () => banner.remove() } }, "Dismiss");
  const banner = element("div", { class: kind }, element("span", {}, text), dismiss);
  place.append(banner);
  while (place.children.length > MOST_AT_ONCE) place.firstChild.remove();
}
