// What the cameras of a device are called: by where they look, in the language of the page, where that is known.

/** @typedef {"front" | "back"} Facing */

/** What browsers write into the names of cameras, in the languages of the phones that were looked at. */
const FRONT = /front|selfie|face ?time|frontal|delantera|vorder|avant/i;
const BACK = /back|rear|environment|trasera|rück|arri[eè]re|traseira/i;

/**
 * Tells where a camera looks: its own word for it first, then its name; null where neither is known.
 * @param {Pick<InputDeviceInfo, "label"> & { getCapabilities?: () => MediaTrackCapabilities }} camera
 * @returns {Facing | null}
 */
export function facingOf(camera) {
  const own = camera.getCapabilities?.().facingMode ?? [];
  if (own.includes("user")) return "front";
  if (own.includes("environment")) return "back";
  if (FRONT.test(camera.label)) return "front";
  return BACK.test(camera.label) ? "back" : null;
}

/**
 * Names cameras: front and back in words, with a number where there are several of a kind; others by their own name.
 * @param {(Pick<InputDeviceInfo, "label"> & { getCapabilities?: () => MediaTrackCapabilities })[]} cameras
 * @param {(key: string, values?: Record<string, string | number>) => string} t
 * @returns {string[]}
 */
export function namesOf(cameras, t) {
  const facings = cameras.map(facingOf);
  return cameras.map(({ label }, n) => {
    const facing = facings[n];
    if (!facing) return label || t("camera.unnamed", { number: n + 1 });
    const same = facings.filter((each) => each === facing).length;
    const before = facings.slice(0, n).filter((each) => each === facing).length;
    return same > 1 ? t(`camera.${facing}_number`, { number: before + 1 }) : t(`camera.${facing}`);
  });
}
