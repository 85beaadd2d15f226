/** The table of one batch: a row is made once and then changed in place. */

import { statusShown } from "../batch.js";
import { element, outsideLink, setThumbnail, thumbnail } from "../dom.js";
import { lastPart, publishedThumbnail } from "../links.js";

/** @typedef {import("../types.js").UploadRow} UploadRow */

export class BatchRows {
  #body;
  #rows = new Map();

  /** @param {HTMLElement} body */
  constructor(body) {
    this.#body = body;
  }

  /** Forgets the rows of another batch. */
  clear() {
    this.#rows.clear();
    this.#body.replaceChildren();
  }

  /**
   * @param {Iterable<UploadRow>} uploads
   * @param {(key: string) => {title?: string, thumbnail?: string}} remembered what this page knows of a photograph
   */
  show(uploads, remembered) {
    for (const upload of uploads) {
      const row = this.#rows.get(upload.key) ?? this.#add(upload.key);
      if (row.upload === upload) continue;
      row.upload = upload;
      update(row, upload, remembered(upload.key));
    }
  }

  #add(key) {
    const picture = thumbnail("");
    const file = element("td", { class: "file" });
    const status = element("td", { class: "status-cell" });
    const line = element("tr", { "data-key": key }, element("td", {}, picture), file, status);
    const row = { line, picture, file, status, upload: null };
    this.#rows.set(key, row);
    this.#body.append(line);
    return row;
  }
}

function update(row, upload, remembered) {
  setThumbnail(row.picture, remembered.thumbnail || publishedThumbnail(upload.success));
  const name = upload.filename ?? remembered.title ?? (upload.success ? lastPart(upload.success) : upload.key);
  row.file.replaceChildren(upload.success ? outsideLink(upload.success, name) : name);
  const shown = statusShown(upload.status);
  row.line.dataset.status = upload.status;
  row.status.replaceChildren(element("span", { class: `tone ${shown.tone}` }, shown.words), ...errorOf(upload));
}

/** Why an upload failed, or what is missing of a file that is published all the same. */
function errorOf({ error, status }) {
  if (!error) return [];
  const tone = status === "completed" ? "error note" : "error";
  const links = (error.links ?? []).flatMap(({ title, url }) => [" ", outsideLink(url, title)]);
  return [element("p", { class: tone }, error.message ?? "", ...links)];
}
