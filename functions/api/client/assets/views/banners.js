/** Errors, each until it is dismissed. */

import { byId, element } from "../dom.js";

const MOST_AT_ONCE = 3;

/** @param {string} text */
export function showError(text) {
  const place = byId("banners");
  const same = [...place.children].find((banner) => banner.firstChild.textContent === text);
  same?.remove(); // said again, it is announced again
  const dismiss = element("button", { class: "quiet", type: "button", on: { click: () => banner.remove() } }, "Dismiss");
  const banner = element("div", { class: "banner" }, element("span", {}, text), dismiss);
  place.append(banner);
  while (place.children.length > MOST_AT_ONCE) place.firstChild.remove();
}

/** Takes away what was said about an earlier try. */
export function clearErrors() {
  byId("banners").replaceChildren();
}
