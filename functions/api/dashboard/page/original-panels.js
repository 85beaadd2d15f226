// The panels that operators know from the original.

import { duration, facts, heading, moment, none, short, status, table, text } from "./drawing.js";

const megabytes = (size) => `${(size / 1048576).toFixed(1)} MB`;

export function resources(system) {
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

export function database(part) {
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

export function redis(part) {
  return [facts([
    ["Permission cache", status(part.status)],
    ["In use", part.info.cache_enabled ? "yes" : "no"],
    ["Waiting messages", part.queue_lengths.celery],
    ["Dead letters", part.queue_lengths.dlq],
  ])];
}

export function celery(part) {
  return [facts([
    ["Status", status(part.status)],
    ["Workers with a job", part.workers.active],
    ["Messages with workers", part.tasks.active],
    ["Delayed", part.tasks.scheduled],
  ])];
}

export function processing(part) {
  const row = (name, one) => [name, one.total, one.completed, one.failed, duration(one.avg_processing_time_seconds)];
  const counts = Object.entries(part.jobs_by_status);
  return [
    counts.length ? facts(counts.map(([name, count]) => [status(name), count])) : none("No jobs yet"),
    heading("Performance"),
    table("Performance", ["In the", "Created", "Completed", "Failed", "Average"], [
      row("last hour", part.performance.last_hour),
      row("last 24 h", part.performance.last_24h),
    ], ""),
  ];
}

export function storage(part) {
  const sizes = Object.entries(part.bytes_by_size).map(([name, size]) => [name, megabytes(size)]);
  const tables = part.tables.error ? [["Tables", status("down")], ["Error", part.tables.error]]
    : Object.entries(part.tables).map(([name, size]) => [`Table ${name}`, `${size} MB`]);
  return [facts([["Backend", part.backend], ["Region", part.region], ["Images", part.total_images], ...sizes, ...tables])];
}

export function rateLimits(part) {
  const rows = part.users_near_limit.slice(0, 5).map((one) => [one.user_id, `${one.count}/${one.limit}`, `${one.percent_used} %`]);
  return [
    facts([["Images per hour", part.max_uploads_per_hour], ["Users this hour", part.total_active_windows]]),
    heading("Near their limit"),
    table("Near their limit", ["User", "Used", "Part"], rows, "Nobody is near their limit", { textColumn: 0 }),
  ];
}

export function configuration(part) {
  return [facts([
    ["Images per hour", part.rate_limit_max_uploads],
    ["Largest file", `${part.max_upload_size_mb} MB`],
    ["WebP quality", part.webp_quality],
    ["Types", part.allowed_mime_types],
    ["Sizes", part.image_sizes],
    ["Messages per worker", part.celery_worker_prefetch],
  ])];
}

export function recentJobs(part) {
  const rows = part.recent_jobs.map((one) =>
    [short(one.job_id), status(one.status), moment(one.created_at), duration(one.processing_time_seconds)]);
  return [table("Recent jobs", ["Job", "Status", "Created", "Time"], rows, "No recent jobs")];
}

export function recentFailures(part) {
  const { last_hour: hour, last_24h: day, total } = part.error_summary;
  const rows = part.recent_failures.map((one) => [short(one.job_id), moment(one.failed_at), one.attempts, one.error]);
  return [
    facts([["Last hour", hour], ["Last 24 h", day], ["Ever", total]]),
    table("Recent failures", ["Job", "Failed", "Retries", "Why"], rows, "No recent failures", { textColumn: 3, cards: true }),
  ];
}
