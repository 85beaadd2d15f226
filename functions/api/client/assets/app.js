/** The page: finds out who is there, connects, and passes messages between the server and the views. */

import * as batches from "./batch.js";
import { byId } from "./dom.js";
import * as drafts from "./draft.js";
import { HandOver } from "./hand-over.js";
import { batchHash, routeOf } from "./routes.js";
import { whoIsLoggedIn } from "./session.js";
import { ServerConnection } from "./socket.js";
import { NUMBERED, StreamNumbers } from "./stream-numbers.js";
import { forget } from "./storage.js";
import { clearErrors, showError, showNotice } from "./views/banners.js";
import { BatchView } from "./views/batch.js";
import { BatchesView } from "./views/batches.js";
import { FilesView } from "./views/files.js";
import { showConnection, showPart, showUser } from "./views/header.js";
import { NewUploadView } from "./views/new-upload.js";

/** The server closes a connection that has been silent for ten minutes. */
const REFRESH_MINUTES = 8;

async function start() {
  let user = null;
  try {
    user = await whoIsLoggedIn();
  } catch (error) {
    showError(`Curator cannot be reached. ${error.message}`);
  }
  showUser(user);
  if (user === null) showPart("welcome");
  else new Page(user).open();
}

class Page {
  #server = new ServerConnection(`${location.origin.replace(/^http/u, "ws")}/ws`);
  #handOver = new HandOver(
    (type, rest) => this.#server.send(type, rest),
    (state) => this.#handedOver(state),
  );
  #numbers = new StreamNumbers();
  #user;
  #newUpload;
  #files;
  #batches;
  #batch;

  constructor(user) {
    this.#user = user;
    this.#newUpload = new NewUploadView({
      load: (input, source) => {
        clearErrors();
        this.#server.send("FETCH_IMAGES", { data: input, handler: source });
      },
      upload: (items, images, source) => this.#upload(items, images, source),
      send: (type, rest) => this.#server.send(type, rest),
    });
    this.#files = new FilesView((collection) => {
      location.hash = "#new";
      this.#newUpload.load("files", collection);
    });
    this.#batches = new BatchesView((limit) =>
      this.#server.send("FETCH_BATCHES", { data: { page: 1, limit, userid: user.userid } }),
    );
    this.#batch = new BatchView(user.userid, (type, rest) => this.#server.send(type, rest));
  }

  open() {
    this.#listen();
    byId("log-out").addEventListener("click", () => logOut());
    addEventListener("hashchange", () => this.#route());
    addEventListener("beforeunload", (event) => {
      if (this.#handOver.underWay || this.#files.underWay) event.preventDefault();
    });
    setInterval(() => this.#ask(), REFRESH_MINUTES * 60_000);
    this.#route();
    this.#server.open();
  }

  #listen() {
    const on = (type, listener) => this.#server.on(type, listener);
    on("live", () => this.#live());
    on("lost", ({ tries }) => this.#lost(tries));
    on("ERROR", ({ data }) => this.#refused(data));
    on("close", ({ reason }) => showError(`The server closed the connection: ${reason}`));
    on("ANNOUNCEMENT", ({ data }) => showNotice(`${data.sender} announces: ${data.text}`));

    on("COLLECTION_IMAGES", ({ data }) => this.#newUpload.collected(data));
    on("TRY_BATCH_RETRIEVAL", ({ data }) => this.#newUpload.change(drafts.withNotice, data));
    on("COLLECTION_IMAGE_IDS", ({ data }) => this.#newUpload.change(drafts.withIds, data));
    on("PARTIAL_COLLECTION_IMAGES", ({ data }) => this.#newUpload.arrive(drafts.withPartial, data));
    on("MORE_COLLECTION_IMAGES", ({ data }) => this.#newUpload.arrive(drafts.withMore, data));

    on("PRESETS_LIST", ({ data }) => this.#newUpload.presets.receive(data));

    on("BATCH_CREATED", ({ data }) => this.#handOver.created(data));
    on("UPLOAD_SLICE_ACK", ({ sliceid }) => this.#handOver.acknowledged(sliceid));

    on("BATCHES_LIST", (message) => this.#batches.receive(message));
    on("BATCH_UPLOADS_LIST", ({ data }) => this.#batch.change(batches.withList, data));
    on("BATCH_UPLOADS_MORE", ({ data }) => this.#batch.change(batches.withMoreRows, data));
    on("UPLOADS_UPDATE", ({ data }) => this.#batch.change(batches.withRows, data));
    on("BATCH_PROGRESS", ({ data }) => this.#batch.change(batches.withProgress, data));
    on("UPLOADS_COMPLETE", ({ data }) => this.#completed(data));
    on("RETRY_UPLOADS_RESPONSE", ({ data }) => this.#retried(data));
    for (const type of NUMBERED) on(type, (message) => this.#numbers.misses(message) && this.#ask());
  }

  #live() {
    showConnection(true);
    this.#newUpload.resume();
    this.#newUpload.presets.answered();
    this.#handOver.resume();
    this.#batch.answered();
    this.#ask();
  }

  /** A session that has ended cannot be reconnected; after a few tries it is worth asking. */
  async #lost(tries) {
    showConnection(false);
    if (tries % 4 !== 0) return;
    const user = await whoIsLoggedIn().catch(() => this.#user);
    if (user === null) location.reload();
  }

  #refused(text) {
    showError(text);
    this.#newUpload.change(drafts.loadingFailed);
    this.#newUpload.presets.answered();
    this.#handOver.failed();
    this.#batch.answered();
  }

  /** The stream may end without its last rows having arrived in order; the list has them all. */
  #completed(id) {
    this.#batch.change(batches.withCompletion, id);
    if (id === this.#batch.id) this.#server.send("FETCH_BATCH_UPLOADS", { data: id });
  }

  /** Whoever has gone elsewhere meanwhile is not taken away from there. */
  #retried(id) {
    if (this.#batch.retried() && routeOf(location.hash).name === "batch") location.hash = batchHash(id);
  }

  #upload(items, images, source) {
    clearErrors();
    const titles = new Map(items.map((item) => [item.id, item.title]));
    this.#batch.remember(
      images.map(({ id, urls }) => ({ id, title: titles.get(id), thumbnail: urls.thumbnail || urls.preview })),
    );
    this.#handOver.start(items, source);
  }

  #handedOver(state) {
    this.#batch.handingOver(state);
    byId("upload").disabled = this.#handOver.underWay;
    if (state.phase === "sending" && state.sent === 0) location.hash = batchHash(state.batchId);
    if (state.phase !== "done") return;
    this.#newUpload.change(drafts.handedOver);
    this.#ask();
  }

  #route() {
    const route = routeOf(location.hash);
    if (this.#batch.id && route.name !== "batch") this.#server.send("UNSUBSCRIBE_BATCH");
    if (route.name !== "batches") this.#server.send("UNSUBSCRIBE_BATCHES_LIST");
    if (route.name === "batch") this.#batch.open(route.id);
    else document.title = "Curator";
    showPart(route.name);
    this.#ask();
  }

  /** Asks for everything the open part shows; repeating it is harmless. */
  #ask() {
    const route = routeOf(location.hash);
    if (route.name === "new") this.#newUpload.open();
    if (route.name === "files") this.#files.open();
    if (route.name === "batches") this.#batches.open();
    if (route.name !== "batch" || this.#handOver.underWay) return;
    this.#server.send("FETCH_BATCH_UPLOADS", { data: route.id });
    this.#server.send("SUBSCRIBE_BATCH", { data: route.id });
  }
}

async function logOut() {
  forget();
  await fetch("/auth/logout", { redirect: "manual" });
  location.assign("/");
}

start();
