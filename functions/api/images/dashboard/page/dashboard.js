// The dashboard: asks for its numbers every five seconds and draws its panels anew. Whatever comes is put into the page
// as text, never as HTML.

const EVERY_SECONDS = 5;
const TIME_OUT_SECONDS = 20;
const SHORT_ID = 8;
const STATUSES = new Set(["healthy", "completed", "degraded", "retrying", "down", "failed", "processing", "pending"]);

const panels = document.getElementById("panels");
const failure = document.getElementById("failure");
const reason = document.getElementById("reason");
const countdown = document.getElementById("countdown");

let left = 0;
let asking = false;

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.map((child) => (child instanceof Node ? child : text(child))));
  return made;
}

function text(value) {
  if (value === null || value === undefined || value === "") return "–";
  if (Array.isArray(value)) return value.join(", ") || "–";
  if (typeof value === "object") return Object.entries(value).map(([name, one]) => `${name} ${text(one)}`).join(", ") || "–";
  return String(value);
}

const status = (value) => element("span", STATUSES.has(value) ? value : "", value);
const short = (id) => text(id).slice(0, SHORT_ID);
const moment = (value) => text(value).replace("T", " ").replace(/\.\d+Z$/, "Z");
const duration = (value) => (value === null || value === undefined ? "–" : `${value} s`);

function facts(pairs) {
  const list = element("dl");
  for (const [name, value, part] of pairs) {
    list.append(element("dt", "", name), element("dd", "", value));
    if (part !== undefined) list.append(bar(name, part));
  }
  return list;
}

function bar(name, percent) {
  const made = element("progress", `bar${percent >= 90 ? " full" : percent >= 75 ? " high" : ""}`);
  made.max = 100;
  made.value = percent;
  made.setAttribute("aria-label", `${name}: ${percent} %`);
  return made;
}

function table(headings, rows, none, textColumn) {
  if (!rows.length) return element("p", "none", none);
  const head = element("tr", "", ...headings.map((heading) => element("th", "", heading)));
  const body = rows.map((row) =>
    element("tr", "", ...row.map((cell, column) => element("td", column === textColumn ? "text" : "", cell))));
  return element("div", "scroll", element("table", "", element("thead", "", head), element("tbody", "", ...body)));
}

const heading = (words) => element("h3", "", words);

function resources(system) {
  const pairs = [["Service", `${text(system.service_name)} ${text(system.version)}`], ["Uptime", system.uptime_human]];
  const { cpu, memory, disk_root: disk, process, error } = system.resources;
  if (error) return [facts([...pairs, ["Resources", status("down")], ["Error", error]])];
  return [facts([
    ...pairs,
    ["CPU", `${cpu.percent} % of ${text(cpu.count)}`, cpu.percent],
    ["Memory", `${memory.used_gb} of ${memory.total_gb} GB`, memory.percent],
    ["Disk", `${disk.used_gb} of ${disk.total_gb} GB`, disk.percent],
    ["Process", `${process.memory_rss_mb} MB, ${process.threads} threads`],
  ])];
}

function database(part) {
  return [facts([
    ["Status", status(part.status)],
    ["Table", part.path],
    ["Size", `${part.size_mb} MB`],
    ["Jobs", part.tables.processing_jobs],
    ["Users this hour", part.tables.upload_rate_limits],
    ["Last job", moment(part.recent_activity.last_job_created)],
    ["Last event", moment(part.recent_activity.last_event_logged)],
  ])];
}

function redis(part) {
  return [facts([
    ["Permission cache", status(part.status)],
    ["In use", part.info.cache_enabled ? "yes" : "no"],
    ["Waiting messages", part.queue_lengths.celery],
    ["Dead letters", part.queue_lengths.dlq],
  ])];
}

function celery(part) {
  return [facts([
    ["Status", status(part.status)],
    ["Workers with a job", part.workers.active],
    ["Messages with workers", part.tasks.active],
    ["Delayed", part.tasks.scheduled],
  ])];
}

function processing(part) {
  const row = (name, one) => [name, one.total, one.completed, one.failed, duration(one.avg_processing_time_seconds)];
  const counts = Object.entries(part.jobs_by_status);
  return [
    counts.length ? facts(counts.map(([name, count]) => [status(name), count])) : element("p", "none", "No jobs yet"),
    heading("Performance"),
    table(["In the", "Created", "Completed", "Failed", "Average"], [
      row("last hour", part.performance.last_hour),
      row("last 24 h", part.performance.last_24h),
    ], ""),
  ];
}

function storage(part) {
  const sizes = Object.entries(part.bytes_by_size).map(([name, size]) => [name, `${(size / 1048576).toFixed(1)} MB`]);
  return [facts([["Backend", part.backend], ["Region", part.region], ["Images", part.total_images], ...sizes])];
}

function rateLimits(part) {
  const rows = part.users_near_limit.slice(0, 5).map((one) => [one.user_id, `${one.count}/${one.limit}`, `${one.percent_used} %`]);
  return [
    facts([["Images per hour", part.max_uploads_per_hour], ["Users this hour", part.total_active_windows]]),
    heading("Near their limit"),
    table(["User", "Used", "Part"], rows, "Nobody is near their limit", 0),
  ];
}

function configuration(part) {
  return [facts([
    ["Images per hour", part.rate_limit_max_uploads],
    ["Largest file", `${part.max_upload_size_mb} MB`],
    ["WebP quality", part.webp_quality],
    ["Types", part.allowed_mime_types],
    ["Sizes", part.image_sizes],
    ["Messages per worker", part.celery_worker_prefetch],
  ])];
}

function recentJobs(part) {
  const rows = part.recent_jobs.map((one) =>
    [short(one.job_id), status(one.status), moment(one.created_at), duration(one.processing_time_seconds)]);
  return [table(["Job", "Status", "Created", "Time"], rows, "No recent jobs")];
}

function recentFailures(part) {
  const { last_hour: hour, last_24h: day, total } = part.error_summary;
  const rows = part.recent_failures.map((one) => [short(one.job_id), moment(one.failed_at), one.attempts, one.error]);
  return [
    facts([["Last hour", hour], ["Last 24 h", day], ["Ever", total]]),
    table(["Job", "Failed", "Retries", "Why"], rows, "No recent failures", 3),
  ];
}

const PANELS = [
  ["System Resources", "system", resources],
  ["Database Health", "database", database],
  ["Redis Status", "redis", redis],
  ["Celery Workers", "celery", celery],
  ["Processing Metrics", "processing", processing],
  ["Storage Backend", "storage", storage],
  ["Rate Limiting", "rate_limits", rateLimits],
  ["Configuration", "configuration", configuration],
  ["Recent Jobs", "processing", recentJobs, "wide"],
  ["Recent Failures", "errors", recentFailures, "wide"],
];

function panel([title, name, draw, width], data) {
  const part = data[name] ?? { error: "absent" };
  let content;
  if (part.error) {
    content = [facts([["Status", status("down")], ["Error", part.error]])];
  } else {
    try {
      content = draw(part);
    } catch (problem) {
      content = [facts([["Status", status("down")], ["Error", `cannot be shown: ${problem.message}`]])];
    }
  }
  return element("section", `panel ${width ?? ""}`, element("h2", "", title), ...content);
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
  asking = true;
  countdown.textContent = "loading";
  try {
    const data = await ask();
    panels.replaceChildren(...PANELS.map((one) => panel(one, data)));
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
setInterval(tick, 1000);
refresh();
