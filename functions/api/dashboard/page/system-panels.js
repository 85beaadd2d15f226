// The panels of the whole system: dead letters, lanes, queues, uploads, functions, sockets, settings.

import { button, duration, element, facts, heading, none, span, status, table, text, when } from "./drawing.js";
import { askForReplay } from "./replaying.js";

const seconds = (value) => (value === null ? "–" : span(value));

export function deadLetters(part, now) {
  const queues = part.queues.map((one) => [
    one.queue,
    one.open ? status("down", one.open) : 0,
    one.needs_human,
    one.not_read === null ? "unknown" : one.not_read,
    when(one.oldest_at, now),
    one.causes.map((each) => `${words(each.cause)} ${each.open}`).join(", "),
    button(`replay ${one.queue}`, "Replay…", `Replay dead letters of ${one.queue}`, () => askForReplay(one), !one.open && !one.not_read),
  ]);
  return [
    table("Dead letters by queue", ["Queue", "Open", "Need you", "Not yet read", "Oldest", "Causes", "Replay"],
      queues.filter((_, place) => part.queues[place].open || part.queues[place].not_read !== 0),
      "No dead letters", { cards: true }),
    ...letters(part.letters, now),
    ...replays(part.replays, now),
  ];
}

function letters(found, now) {
  if (!found.length) return [];
  const rows = found.map((one) => [
    one.queue,
    `${one.kind} ${Object.entries(one.about).map(([name, id]) => `${name.replace(/_id$/, "")} ${id}`).join(", ")}`,
    `${words(one.cause)}${one.error ? `: ${one.error}` : ""}`,
    `tried ${one.receives}×, dead ${one.deaths}×`,
    when(one.sent_at, now),
    button(`letter ${one.id}`, "Replay…", `Replay this letter of ${one.queue}`, () => askForReplay(one, one.id)),
  ]);
  return [
    heading("The oldest"),
    table("The oldest dead letters", ["Queue", "What", "Why", "How often", "Since", "Replay"], rows, "", { textColumn: 2, cards: true }),
  ];
}

function replays(found, now) {
  if (!found.length) return [];
  const rows = found.map((one) => [
    when(one.asked_at, now),
    one.queue,
    status(one.status),
    `${one.counts.replayed} replayed, ${one.counts.superseded} superseded, ${one.counts.refused} refused${one.more ? ", more are left" : ""}`,
    one.asked_by.username || one.origin,
    one.reason,
  ]);
  return [
    heading("Replays"),
    table("Replays", ["Asked", "Queue", "Status", "So far", "By", "Why"], rows, "", { textColumn: 5, cards: true }),
  ];
}

export function lanes(part, now) {
  const rows = part.items.map((one) => [
    one.username ?? one.user_id,
    laneState(one, now),
    `${one.waiting} wait, ${one.granted} have a slot, ${one.running}/${one.width} run`,
    one.limits.map((limit) => `${limit.used}/${limit.uploads} in ${span(limit.seconds)} (limit ${limit.hits} ${limit.action}s)`).join("; ") || "no limit known",
    when(one.next_slot, now),
    when(one.finish_at, now),
  ]);
  const outage = part.outage ? [element("p", "down", `Every lane waits: ${part.outage.reason}`)] : [];
  const more = part.more ? [element("p", "note", "There are more lanes than are shown.")] : [];
  return [
    ...outage,
    table("Lanes", ["User", "State", "Uploads", "Used of the limit", "Next slot", "Done"], rows, "No lane is at work", { textColumn: 3, cards: true }),
    ...more,
  ];
}

function laneState(lane, now) {
  if (lane.waits_for_login) return status("degraded", "waits for a login");
  if (lane.late_seconds) return status("down", `overdue by ${span(lane.late_seconds)}`);
  if (lane.paused_until) return status("degraded", `paused for ${span((Date.parse(lane.paused_until) - now) / 1000)}: ${lane.pause_reason}`);
  if (lane.held_batches.length) return status("degraded", `batch ${text(lane.held_batches)} paused by its owner`);
  return lane.running ? status("processing", "at work") : status("pending", "waits for its turn");
}

export function queues(part) {
  const rows = part.items.map((one) => (one.error
    ? [one.queue, status("down", "no answer"), "–", "–", "–"]
    : [one.queue, one.waiting, one.in_flight, one.delayed, seconds(one.oldest_seconds)]));
  return [facts([["Status", status(part.status)]]),
    table("Queues", ["Queue", "Waiting", "Taken", "Delayed", "Oldest"], rows, "There are no queues")];
}

export function uploads(part, now) {
  const counts = Object.entries(part.by_status).filter(([, count]) => count);
  const rows = part.unfinished.map((one) => [
    one.batch_id, one.username, Object.entries(one.counts).map(([name, count]) => `${words(name)} ${count}`).join(", "),
    when(one.finish_at, now),
  ]);
  return [
    counts.length ? facts(counts.map(([name, count]) => [status(name), count])) : none("No uploads yet"),
    ...(part.batches ? [element("p", "note", `Counted over the newest ${part.batches} batches, up to ${part.last_batch_id}.`)] : []),
    heading("Not finished"),
    table("Batches that are not finished", ["Batch", "User", "Uploads", "Done"], rows, "No batch is under way", { textColumn: 2, cards: true }),
  ];
}

export function failures(part) {
  const rows = (found) => found.map((one) => [words(one.cause), one.count]);
  return [
    heading(`Uploads, of the last ${part.looked_at.uploads} that failed`),
    table("Causes of failed uploads", ["Cause", "Uploads"], rows(part.uploads), "No upload has failed", { textColumn: 0 }),
    heading(`Images, of the last ${part.looked_at.images} that failed`),
    table("Causes of failed images", ["Cause", "Images"], rows(part.images), "No image has failed", { textColumn: 0 }),
  ];
}

export function functions(part) {
  const rows = part.items.map((one) => [
    one.function, one.invocations,
    one.failed ? status("failed", one.failed) : 0,
    one.partly ? status("degraded", one.partly) : 0,
    duration(one.average_seconds), duration(one.p95_seconds),
  ]);
  return [table("Functions", ["Function", "Calls", "Failed", "Partly", "Mean", "p95"], rows, "")];
}

export function connections({ connections: part, callers }) {
  const counts = (found) => Object.entries(found).map(([name, count]) => `${words(name)} ${count}`).join(", ") || "none";
  return [
    facts([
      ["Open sockets", part.open],
      ["Sockets so far", counts(part.opened_total)],
      ["Messages", `${part.messages_received} in, ${part.messages_sent} out`],
      ["Not delivered", part.broadcast_errors],
    ]),
    heading("Callers"),
    facts([
      ["HTTP replies", counts(callers.http)],
      ["Over a limit", counts(callers.refused)],
      ["Not to be judged", counts(callers.not_judged)],
    ]),
  ];
}

export function settings(part) {
  return Object.entries(part).flatMap(([group, values]) => [
    heading(group), facts(Object.entries(values).map(([name, value]) => [name, text(value)])),
  ]);
}

const words = (name) => text(name).replaceAll("_", " ");
