/** The image API, as this page uses it. Every refusal is an error whose text is for the reader. */

const ROOT = "/api/v1/images";
const PAGE = 48;

/**
 * What one request can carry: a function takes 6 MB, in which a file is a third larger, beside the form's other parts.
 * A larger file is posted straight to storage.
 */
export const MAXIMUM_DIRECT_BYTES = 4_000_000;

const TYPES = { jpg: "image/jpeg", jpeg: "image/jpeg", png: "image/png", webp: "image/webp" };

/** @typedef {{image_id: string, filename: string, bucket: string, content_type: string, content_length: number,
 *   created_at: string, original_dimensions: {width: number, height: number}, dominant_color: string,
 *   license?: string | null, taken?: string | null, has_place: boolean,
 *   variants: Record<string, {width: number, height: number, size_bytes: number}>}} OwnImage */
/** @typedef {{bucket: string, licence: string}} Facts what the user states about all files of one choice */
/** @typedef {{statusUrl: string, imageId: string, left: number | null}} Sent `left` is what the hour still allows */

/** The server said no; `retryAfter` is in seconds, where it said when to ask again. */
export class Refusal extends Error {
  /** @param {number} status @param {string} message @param {number | null} [retryAfter] */
  constructor(status, message, retryAfter = null) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** @returns {Promise<{maximumBytes: number, perHour: number}>} */
export async function limits() {
  const { limits: known } = await asked("/api/v1/info");
  return { maximumBytes: known.max_upload_size_mb * 1024 * 1024, perHour: known.rate_limit_per_hour };
}

/**
 * One page of the user's images, the newest first.
 * @param {string | null} after id of the last image of the page before
 * @returns {Promise<{images: OwnImage[], next: string | null}>}
 */
export function ownImages(after) {
  return asked(`${ROOT}/mine?limit=${PAGE}${after ? `&after=${encodeURIComponent(after)}` : ""}`);
}

/** @param {string} id */
export function deleteImage(id) {
  return asked(`${ROOT}/${encodeURIComponent(id)}`, { method: "DELETE" });
}

/** @param {string} statusUrl @returns {Promise<{status: string, error: string | null}>} */
export function jobAt(statusUrl) {
  return asked(statusUrl);
}

/** @param {string} id @param {string} size @returns {string} an address that stays */
export function variantAddress(id, size) {
  return `${location.origin}${ROOT}/${encodeURIComponent(id)}/direct?size=${size}`;
}

/**
 * Sends one file, by whichever way has room for it.
 * @param {File} file
 * @param {Facts} facts
 * @param {(part: number) => void} progressed called with the part that has left, 0 to 1
 * @returns {Promise<Sent>}
 */
export function sendFile(file, facts, progressed) {
  return file.size <= MAXIMUM_DIRECT_BYTES ? sendDirectly(file, facts, progressed) : sendToStorage(file, facts, progressed);
}

async function sendDirectly(file, facts, progressed) {
  const form = new FormData();
  form.append("bucket", facts.bucket);
  form.append("metadata", metadataOf(facts));
  form.append("file", file, file.name);
  const reply = await post(`${ROOT}/upload`, form, progressed);
  if (reply.status !== 202) throw refusalOf(reply.status, reply.text, reply.header);
  return sent(JSON.parse(reply.text), reply.header);
}

async function sendToStorage(file, facts, progressed) {
  const announcement = {
    bucket: facts.bucket,
    metadata: metadataOf(facts),
    filename: file.name,
    content_type: typeOf(file),
  };
  const reply = await fetch(`${ROOT}/uploads`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(announcement),
  });
  const header = (name) => reply.headers.get(name);
  if (!reply.ok) throw refusalOf(reply.status, await reply.text(), header);
  const expected = await reply.json();
  const form = new FormData();
  for (const [name, value] of Object.entries(expected.upload.fields)) form.append(name, value);
  form.append("file", file, file.name); // storage reads nothing behind the file
  const stored = await post(expected.upload.url, form, progressed);
  if (stored.status >= 300) throw new Refusal(stored.status, storageWords(stored.status, stored.text));
  return sent(expected, header);
}

function metadataOf({ licence }) {
  return JSON.stringify({ license: licence });
}

/** Systems that do not know a type name none. */
function typeOf(file) {
  return file.type || TYPES[file.name.split(".").at(-1).toLowerCase()] || "application/octet-stream";
}

function sent(pointers, header) {
  const left = Number.parseInt(header("x-ratelimit-remaining") ?? "", 10);
  return { statusUrl: pointers.status_url, imageId: pointers.image_id, left: Number.isNaN(left) ? null : left };
}

async function asked(path, options = {}) {
  const reply = await fetch(path, { headers: { accept: "application/json" }, ...options });
  const text = await reply.text();
  if (!reply.ok) throw refusalOf(reply.status, text, (name) => reply.headers.get(name));
  return JSON.parse(text);
}

function refusalOf(status, text, header) {
  const retryAfter = Number.parseInt(header("retry-after") ?? "", 10);
  return new Refusal(status, refusalWords(status, text), Number.isNaN(retryAfter) ? null : retryAfter);
}

function refusalWords(status, text) {
  if (status === 401) return "You are not logged in any more: log in again.";
  try {
    const { detail } = JSON.parse(text);
    if (typeof detail === "string" && detail !== "") return detail;
  } catch {
    // an answer of the platform itself, which is no JSON
  }
  return status === 413 ? "File too large." : `The server answered ${status}.`;
}

function storageWords(status, text) {
  const code = /<Code>([A-Za-z]{1,60})<\/Code>/u.exec(text)?.[1];
  if (code === "EntityTooLarge") return "File too large.";
  if (code === "EntityTooSmall") return "The file is empty.";
  return `Storage refused the file (${code ?? status}).`;
}

/** The older way to ask: only it tells how much has been sent. */
function post(address, form, progressed) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable && event.total > 0) progressed(event.loaded / event.total);
    });
    request.addEventListener("load", () =>
      resolve({
        status: request.status,
        text: request.responseText,
        header: (name) => request.getResponseHeader(name),
      }),
    );
    request.addEventListener("error", () => reject(new Error("The connection was lost.")));
    request.send(form);
  });
}
