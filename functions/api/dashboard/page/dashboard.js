// The dashboard: asks for its numbers every five seconds and draws its panels anew.

import { element, facts, status } from "./drawing.js";
import * as original from "./original-panels.js";
import { whenAsked } from "./replaying.js";
import * as ours from "./system-panels.js";

const EVERY_SECONDS = 5;
const TIME_OUT_SECONDS = 20;
const TITLE = document.title;

const panels = document.getElementById("panels");
const failure = document.getElementById("failure");
const reason = document.getElementById("reason");
const countdown = document.getElementById("countdown");
const state = document.getElementById("state");
const attention = document.getElementById("attention");

let left = 0;
let asking = false;

const PANELS = [
  ["Dead Letters", "dead_letters", ours.deadLetters, "wide"],
  ["Lanes", "lanes", ours.lanes, "wide"],
  ["Queues", "queues", ours.queues],
  ["Uploads", "uploads", ours.uploads],
  ["Functions", "functions", ours.functions],
  ["Failures by Cause", "failures", ours.failures],
  ["Connections and Callers", "connections", ours.connections],
  ["System Resources", "system", original.resources],
  ["Database Health", "database", original.database],
  ["Redis Status", "redis", original.redis],
  ["Celery Workers", "celery", original.celery],
  ["Processing Metrics", "processing", original.processing],
  ["Storage Backend", "storage", original.storage],
  ["Rate Limiting", "rate_limits", original.rateLimits],
  ["Configuration", "configuration", original.configuration],
  ["Settings", "settings", ours.settings],
  ["Recent Jobs", "processing", original.recentJobs, "wide"],
  ["Recent Failures", "errors", original.recentFailures, "wide"],
];
const TOGETHER = { connections: ["connections", "callers"] }; // parts that one panel shows

function partOf(name, data) {
  const names = TOGETHER[name];
  if (!names) return data[name] ?? { error: "absent" };
  const broken = names.map((one) => data[one] ?? { error: "absent" }).find((one) => one.error);
  return broken ?? Object.fromEntries(names.map((one) => [one, data[one]]));
}

function panel([title, name, draw, width], data, now) {
  const part = partOf(name, data);
  let content;
  if (part.error) {
    content = [facts([["Status", status("down")], ["Error", part.error]])];
  } else {
    try {
      content = draw(part, now);
    } catch (problem) {
      content = [facts([["Status", status("down")], ["Error", `cannot be shown: ${problem.message}`]])];
    }
  }
  const made = element("section", `panel ${width ?? ""}`, element("h2", "", title), ...content);
  made.setAttribute("aria-label", title);
  return made;
}

function concerns(found) {
  const lines = found.map((one) => element("li", one.level, one.text));
  const list = document.getElementById("concerns");
  if (lines.map((line) => line.textContent).join("\n") !== [...list.children].map((line) => line.textContent).join("\n")) {
    list.replaceChildren(...lines);
  }
  attention.hidden = !found.length;
  const said = found.length ? `${found.length} ${found.length === 1 ? "thing needs" : "things need"} you` : "Nothing needs you";
  if (state.textContent !== said) state.textContent = said; // else it would be read out every five seconds
  state.className = found.some((one) => one.level === "down") ? "down" : found.length ? "degraded" : "healthy";
  document.title = found.length ? `(${found.length}) ${TITLE}` : TITLE;
}

// Draws all panels anew; what had the focus, and how far it was scrolled, stays.
function draw(data) {
  const now = Date.parse(data.system?.timestamp) || Date.now();
  const focused = document.activeElement?.dataset.key;
  const scrolled = new Map([...panels.querySelectorAll(".scroll")].map((one) => [one.dataset.key, one.scrollLeft]));
  panels.replaceChildren(...PANELS.map((one) => panel(one, data, now)));
  for (const one of panels.querySelectorAll(".scroll")) one.scrollLeft = scrolled.get(one.dataset.key) ?? 0;
  if (focused) panels.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  concerns(data.attention ?? []);
}

async function ask() {
  const reply = await fetch("/dashboard/data", {
    headers: { Accept: "application/json" },
    signal: AbortSignal.timeout(TIME_OUT_SECONDS * 1000),
  });
  if (reply.status === 401) throw new Error("you are no longer logged in");
  if (!reply.ok) throw new Error(`the server answered ${reply.status}`);
  return reply.json();
}

async function refresh() {
  if (asking) return;
  asking = true;
  countdown.textContent = "loading";
  try {
    draw(await ask());
    failure.hidden = true;
  } catch (problem) {
    reason.textContent = problem.message;
    failure.hidden = false;
  }
  left = EVERY_SECONDS;
  asking = false;
  show();
}

function show() {
  countdown.textContent = `next in ${left} s`;
}

function tick() {
  if (asking || document.hidden) return;
  left -= 1;
  if (left <= 0) refresh();
  else show();
}

document.getElementById("retry").addEventListener("click", refresh);
whenAsked(refresh);
setInterval(tick, 1000);
refresh();
