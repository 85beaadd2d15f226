/** Presets: the texts of an upload, kept under a name for one source. Pure. */

/**
 * @typedef {{id: number, title: string, title_template: string, labels?: import("./types.js").Label,
 *   categories?: string, exclude_from_date_category: boolean, is_default: boolean, handler: string}} Preset
 * @typedef {{template: string, description: string, language: string, categories: string}} Texts as they are typed
 */

/**
 * @param {Preset} preset
 * @param {Texts} typed
 * @returns {Texts} what the fields hold once the preset is filled in; a preset without a template or a language, as
 *   other clients make them, leaves that field as it is
 */
export function filledIn(preset, typed) {
  return {
    template: preset.title_template || typed.template,
    description: preset.labels?.value ?? "",
    language: preset.labels?.language || typed.language,
    categories: preset.categories ?? "",
  };
}

/**
 * The data of SAVE_PRESET.
 * @param {Texts} typed
 * @param {{source: import("./sources.js").SourceName, name: string, isDefault: boolean, over?: Preset}} as `over` is the
 *   one that is replaced: what this page has no field for stays as it was
 * @returns {object}
 */
export function presetFields(typed, { source, name, isDefault, over }) {
  return {
    ...(over && { preset_id: over.id }),
    handler: source,
    title: name,
    title_template: typed.template,
    labels: { language: typed.language, value: typed.description },
    categories: typed.categories,
    exclude_from_date_category: over?.exclude_from_date_category ?? false,
    is_default: isDefault,
  };
}

/**
 * @param {Preset[]} presets
 * @param {string} name as typed
 * @returns {Preset | undefined} the one that would be replaced
 */
export function namedPreset(presets, name) {
  return presets.find(({ title }) => title === name.trim());
}
