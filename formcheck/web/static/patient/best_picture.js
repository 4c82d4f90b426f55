// The person's own best picture: in memory while the practice lasts, and kept in this browser if they ask for it.

/** @import { Answer } from "../shared/protocol.js" */

const KEY = "formcheck-best-picture";
const HIGH = 480;
const QUALITY = 0.82;
const SETTLED_S = 2;
/** Taken again only for a tuck that is better by this share of the own one. */
const BETTER = 0.1;
/** A hold whose tuck cannot be observed is behind one in which it is, however little. */
const UNSEEN = -1;

/** @type {{ score: number, url: string } | null} */
let best = null;

/**
 * How good the picture of an answer is: the share of the own tuck; null where it is not of good form.
 * @param {Pick<Answer, "stage" | "running" | "holding" | "red" | "faults" | "good_s" | "tuck" | "pelvis">} answer
 * @returns {number | null}
 */
export function scoreOf({ stage, running, holding, red, faults, good_s: goodS, tuck, pelvis }) {
  if (stage !== "hold" || !running || !holding || red || faults.length > 0 || goodS < SETTLED_S) return null;
  if (tuck === "missing") return null;
  return tuck === "tucked" ? Math.min(1, pelvis.dial?.at ?? 0) : UNSEEN;
}

/**
 * Whether a picture is worth taking after the best one so far.
 * @param {number | null} score
 * @param {number | null} before
 */
export const isBetter = (score, before) => score !== null && (before === null || score > before + BETTER);

/**
 * Takes the picture that the camera shows, where it is better than those before.
 * @param {Answer} answer
 * @param {HTMLVideoElement} video
 */
export function offer(answer, video) {
  const score = scoreOf(answer);
  if (score === null || !isBetter(score, best?.score ?? null) || !video.videoWidth) return;
  const canvas = document.createElement("canvas");
  canvas.height = Math.min(HIGH, video.videoHeight);
  canvas.width = Math.round((video.videoWidth * canvas.height) / video.videoHeight);
  canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
  best = { score, url: canvas.toDataURL("image/jpeg", QUALITY) };
}

/**
 * Draws a picture; the rules of the page let none be shown whose address is its content.
 * @param {HTMLCanvasElement} canvas
 * @param {string} url
 */
export async function draw(canvas, url) {
  const bytes = Uint8Array.from(atob(url.slice(url.indexOf(",") + 1)), (letter) => letter.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
  [canvas.width, canvas.height] = [image.width, image.height];
  canvas.getContext("2d")?.drawImage(image, 0, 0);
}

/** The best picture of this practice; empty where there is none. */
export const picture = () => best?.url ?? "";

/** Nothing of it is left. */
export const forget = () => void (best = null);

/** The picture that the person has asked this browser to keep; empty where there is none. */
export function kept() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

/** Keeps the picture of this practice in this browser; false where it keeps nothing. */
export function keep() {
  try {
    localStorage.setItem(KEY, picture());
    return true;
  } catch {
    return false;
  }
}

export function remove() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing has nothing to remove.
  }
}
