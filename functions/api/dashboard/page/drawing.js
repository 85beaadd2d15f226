// What panels are made of. Whatever comes is put into the page as text, never as HTML.

const STATUSES = new Set([
  "healthy", "completed", "degraded", "retrying", "down", "failed", "processing", "pending", "queued", "in_progress",
  "cancelled", "duplicate", "duplicated_sdc_updated", "duplicated_sdc_not_updated", "done", "running",
]);
const UNITS = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
const SHORT_ID = 8;

export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.map((child) => (child instanceof Node ? child : text(child))));
  return made;
}

export function text(value) {
  if (value === null || value === undefined || value === "") return "–";
  if (Array.isArray(value)) return value.map(text).join(", ") || "–";
  if (typeof value === "object") return Object.entries(value).map(([name, one]) => `${name} ${text(one)}`).join(", ") || "–";
  return String(value);
}

export const status = (value, words = value) => element("span", STATUSES.has(value) ? value : "", text(words).replaceAll("_", " "));
export const short = (id) => text(id).slice(0, SHORT_ID);
export const moment = (value) => text(value).replace("T", " ").replace(/\.\d+Z$/, "Z");
export const duration = (value) => (value === null || value === undefined ? "–" : `${value} s`);
export const heading = (words) => element("h3", "", words);
export const none = (words) => element("p", "none", words);

// A number of seconds in its two largest units.
export function span(seconds) {
  let left = Math.max(0, Math.round(seconds));
  const words = [];
  for (const [size, unit] of UNITS) {
    if (left >= size && words.length < 2) {
      words.push(`${Math.floor(left / size)} ${unit}`);
      left %= size;
    } else if (words.length) break;
  }
  return words.join(" ") || "0 s";
}

// A moment as people ask for it, from now on or back from it; the moment itself is in its title.
export function when(value, now) {
  if (!value) return "–";
  const seconds = (Date.parse(value) - now) / 1000;
  const made = element("time", "", seconds >= 1 ? `in ${span(seconds)}` : seconds > -1 ? "now" : `${span(-seconds)} ago`);
  made.dateTime = value;
  made.title = moment(value);
  return made;
}

export function facts(pairs) {
  const list = element("dl");
  for (const [name, value, part] of pairs) {
    list.append(element("dt", "", name), element("dd", "", value));
    if (part !== undefined) list.append(bar(name, part));
  }
  return list;
}

export function bar(name, percent) {
  const made = element("progress", `bar${percent >= 90 ? " full" : percent >= 75 ? " high" : ""}`);
  made.max = 100;
  made.value = percent;
  made.setAttribute("aria-label", `${name}: ${percent} %`);
  return made;
}

// A table; on a phone each row becomes a card where `cards` is set. The roles say what the style sheet would else hide.
export function table(title, headings, rows, nothing, { textColumn, cards = false } = {}) {
  if (!rows.length) return none(nothing);
  const role = (made, name) => {
    made.setAttribute("role", name);
    return made;
  };
  const cell = (value, column) => {
    const made = role(element("td", column === textColumn ? "text" : "", value), "cell");
    made.dataset.label = headings[column];
    return made;
  };
  const head = role(element("tr", "", ...headings.map((words) => role(element("th", "", words), "columnheader"))), "row");
  const body = rows.map((row) => role(element("tr", "", ...row.map(cell)), "row"));
  const made = role(element("table", cards ? "cards" : "",
    role(element("thead", "", head), "rowgroup"), role(element("tbody", "", ...body), "rowgroup")), "table");
  made.setAttribute("aria-label", title);
  const around = element("div", "scroll", made);
  around.tabIndex = 0;
  around.dataset.key = `table ${title}`;
  around.setAttribute("role", "region");
  around.setAttribute("aria-label", title);
  return around;
}

export function button(key, words, name, act, disabled = false) {
  const made = element("button", "", words);
  made.type = "button";
  made.disabled = disabled;
  made.dataset.key = key;
  made.setAttribute("aria-label", name);
  made.addEventListener("click", act);
  return made;
}
