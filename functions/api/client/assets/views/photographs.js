/** The grid of photographs: made once per collection, then only brought up to date. */

import { element, outsideLink, thumbnail } from "../dom.js";
import { lastPart } from "../links.js";
import { SOURCES } from "../sources.js";
import { takenWords } from "../taken.js";

/** @typedef {import("../draft.js").Draft} Draft */
/** @typedef {import("../types.js").MediaImage} MediaImage */

export class PhotographGrid {
  #list;
  #actions;
  #cards = new Map();

  /**
   * @param {HTMLElement} list
   * @param {{select: (ids: string[], chosen: boolean) => void, retitle: (id: string, title: string) => void}} actions
   */
  constructor(list, actions) {
    this.#list = list;
    this.#actions = actions;
  }

  /**
   * @param {Draft} draft
   * @param {Map<string, string>} titles
   * @param {Record<string, string[]>} problems
   */
  show(draft, titles, problems) {
    const known = new Set(draft.images.map((image) => image.id));
    for (const [id, card] of this.#cards) if (!known.has(id)) this.#remove(id, card);
    for (const image of draft.images) {
      if (!this.#cards.has(image.id)) this.#add(image, SOURCES[draft.source].cameraClock);
      this.#update(image.id, draft.selected.has(image.id), titles.get(image.id), problems[image.id] ?? []);
    }
  }

  /** Brings the first title that needs another look into view. */
  showProblem() {
    const card = [...this.#cards.values()].find(({ title }) => title?.getAttribute("aria-invalid") === "true");
    card?.item.scrollIntoView({ block: "center" });
    card?.title.focus({ preventScroll: true });
  }

  #remove(id, card) {
    card.item.remove();
    this.#cards.delete(id);
  }

  #add(image, cameraClock) {
    const facts = factsOf(image, cameraClock);
    const card = image.refusal ? refusedCard(image, facts) : this.#cardOf(image, facts);
    this.#cards.set(image.id, card);
    this.#list.append(card.item);
  }

  #cardOf(image, facts) {
    const { id } = image;
    const box = element("input", {
      type: "checkbox",
      "aria-label": `Select photograph ${id}`,
      on: { change: () => this.#actions.select([id], box.checked) },
    });
    const title = element("textarea", {
      class: "title",
      rows: 2,
      "aria-label": `Title of photograph ${id}`,
      "aria-describedby": `problem-${id}`,
      autocomplete: "off",
      spellcheck: "false",
      on: { input: () => this.#actions.retitle(id, oneLine(title.value)) },
    });
    const problem = element("p", { class: "problem", id: `problem-${id}` });
    const body = element("div", { class: "body" }, facts, title, problem, ...existingBadges(image));
    return { item: itemOf(image, box, body), box, title, problem };
  }

  #update(id, selected, title, problems) {
    const card = this.#cards.get(id);
    if (!card.title) return; // refused: nothing about it changes
    card.item.classList.toggle("selected", selected);
    card.box.checked = selected;
    if (card.title.value !== title && document.activeElement !== card.title) card.title.value = title;
    card.title.setAttribute("aria-invalid", String(problems.length > 0));
    if (card.problem.textContent !== problems.join(" ")) card.problem.textContent = problems.join(" ");
  }
}

/** The field is two lines high so that a long title can be read; a title itself has one. */
function oneLine(text) {
  return text.replaceAll(/[\r\n]+/gu, " ");
}

/** A photograph Commons would not take: it can be looked at, and the sentence says why it cannot be selected. */
function refusedCard(image, facts) {
  const { id } = image;
  const attributes = { type: "checkbox", disabled: true, "aria-label": `Photograph ${id} cannot be selected` };
  const box = element("input", { ...attributes, "aria-describedby": `refusal-${id}` });
  const refusal = element("p", { class: "refusal", id: `refusal-${id}` }, image.refusal);
  const name = element("p", { class: "name" }, image.title);
  const item = itemOf(image, box, element("div", { class: "body" }, facts, name, refusal, ...existingBadges(image)));
  item.classList.add("refused");
  return { item };
}

function itemOf(image, box, body) {
  const picture = thumbnail(image.urls.thumbnail || image.urls.preview);
  const pick = element("label", { class: "pick" }, picture, box);
  return element("li", { class: "photograph", "data-id": image.id }, pick, body);
}

function factsOf(image, cameraClock) {
  return element(
    "div",
    { class: "facts" },
    element("span", {}, takenWords(image.dates, cameraClock)),
    ...(image.license ? [element("span", { class: "licence" }, image.license)] : []),
    ...(image.credit ? [element("span", { class: "credit" }, `The file names ${image.credit}`)] : []),
    outsideLink(image.urls.url, "Source"),
  );
}

function existingBadges(image) {
  return image.existing.map(({ url }) =>
    element("span", { class: "badge" }, "On Commons: ", outsideLink(url, lastPart(url))),
  );
}
