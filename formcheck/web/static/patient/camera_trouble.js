// Why the camera cannot be used: each reason has its own way out, and so its own words.

/** @typedef {"refused" | "system" | "busy" | "missing" | "insecure" | "other"} Reason */

/**
 * Names the reason. Browsers give names; what the system forbids has the name of what the person forbids, and other words.
 * @param {unknown} error What getUserMedia threw.
 * @param {boolean} secure Whether the page is one that may ask for a camera at all.
 * @returns {Reason}
 */
export function reasonOf(error, secure) {
  if (!secure) return "insecure";
  const { name, message } = error instanceof Error ? error : { name: "", message: "" };
  if (name === "NotAllowedError" || name === "SecurityError") return /system/i.test(message) ? "system" : "refused";
  if (name === "NotFoundError" || name === "DevicesNotFoundError") return "missing";
  return ["NotReadableError", "TrackStartError", "AbortError"].includes(name) ? "busy" : "other";
}
