/**
 * Shapes of the messages, for the editor. Nothing here runs.
 *
 * @typedef {{id: string, username: string, profile_url: string}} Creator
 * @typedef {{latitude: number, longitude: number, compass_angle?: number, altitude?: number, city?: string,
 *   county?: string, state?: string, country?: string, country_code?: string, postcode?: string}} GeoLocation
 * @typedef {{taken: string, precision?: "day" | "month" | "year" | "circa" | "unknown", posted?: string,
 *   utc_offset?: number}} Dates
 * @typedef {{id: string, title: string, dates: Dates, creator: Creator, location: GeoLocation,
 *   urls: {url: string, original: string, preview: string, thumbnail: string},
 *   dimensions: {width: number, height: number}, camera: {make?: string, model?: string, is_pano: boolean},
 *   existing: Array<{url: string}>, description?: string, license?: string, license_template?: string,
 *   refusal?: string, credit?: string}} MediaImage
 * @typedef {{language: string, value: string}} Label
 * @typedef {{id: string, input: string, title: string, wikitext: string, labels?: Label,
 *   copyright_override?: boolean}} UploadItem
 * @typedef {{type: string, message: string, links?: Array<{title: string, url: string}>}} StructuredError
 * @typedef {{id: number, batchid: number, status: string, key: string, handler: string, filename?: string,
 *   error?: StructuredError, success?: string}} UploadRow
 * @typedef {{cancelled: number, completed: number, duplicate: number, failed: number, in_progress: number,
 *   queued: number, total: number}} BatchStats
 * @typedef {{until: string, reason: string}} Pause
 * @typedef {{id: number, created_at: string, updated_at: string, edit_group_id?: string, username: string,
 *   userid: string, stats: BatchStats, finish_at?: string, paused?: Pause}} BatchItem
 */
export {};
