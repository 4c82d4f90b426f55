// Keeps the screen on during a practice.

let wanted = false;
/** @type {WakeLockSentinel | null} */
let lock = null;

/** @param {boolean} yes */
export async function stayAwake(yes) {
  wanted = yes;
  if (!yes) {
    lock?.release().catch(() => {});
    lock = null;
    return;
  }
  try {
    lock = (await navigator.wakeLock?.request("screen")) ?? null;
  } catch {
    lock = null; // low battery, or a browser without
  }
}

document.addEventListener("visibilitychange", () => {
  if (wanted && document.visibilityState === "visible") stayAwake(true);
});
