// The picture of a posture check: level, to one scale, the ankle in one place, with the plumb line and the body's line.

/** @import { StoodTry } from "../shared/protocol.js" */

/** Colours mean before and now, nothing else: no line is a fault. As on the page of `formcheck posture`. */
export const BEFORE = "#1e78d6";
export const NOW = "#f0960f";
export const LIVE = { edge: "rgba(12, 26, 30, 0.85)", line: "rgba(255, 255, 255, 0.9)" };

const SIZE = { width: 560, height: 900 };
const ANKLE = { x: 280, y: 830 };
/** How far the ear is above the ankle. */
const TALL = 690;
const GROUND = "#1c2026";

/**
 * @typedef {object} Stood
 * @property {StoodTry[]} tries
 * @property {number} shown Which of them stands for all.
 * @property {Blob | null} picture Of that one.
 *
 * @typedef {[a: number, b: number, c: number, d: number, e: number, f: number]} Placing
 */

/**
 * Returns what takes a try's picture to where it is shown, as a canvas takes it.
 * @param {StoodTry} stood
 * @returns {Placing}
 */
export function placing({ points_px: points, roll_deg: roll }) {
  const [ear, ankle] = [points[0], points[4]];
  const scale = TALL / Math.max(1, ankle[1] - ear[1]);
  const turn = ((roll ?? 0) * Math.PI) / 180;
  const [c, s] = [scale * Math.cos(turn), scale * Math.sin(turn)];
  return [c, s, -s, c, ANKLE.x - (c * ankle[0] - s * ankle[1]), ANKLE.y - (s * ankle[0] + c * ankle[1])];
}

/**
 * @param {Placing} where
 * @param {[number, number]} point
 * @returns {[number, number]}
 */
export const placed = ([a, b, c, d, e, f], [x, y]) => [a * x + c * y + e, b * x + d * y + f];

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Stood} now
 * @param {Stood | null} before
 */
export async function drawStood(canvas, now, before) {
  [canvas.width, canvas.height] = [SIZE.width, SIZE.height];
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.fillStyle = GROUND;
  pen.fillRect(0, 0, SIZE.width, SIZE.height);
  if (before) await put(pen, before.picture, before.tries[before.shown], 1);
  await put(pen, now.picture, now.tries[now.shown], before?.picture ? 0.5 : 1);
  pen.setTransform(1, 0, 0, 1, 0, 0);
  plumb(pen);
  if (before) lines(pen, before, BEFORE);
  lines(pen, now, NOW);
}

/**
 * Draws the try that stands for all, and the others thin.
 * @param {CanvasRenderingContext2D} pen
 * @param {Stood} stood
 * @param {string} colour
 */
function lines(pen, { tries, shown }, colour) {
  for (const each of tries) line(pen, each, colour, 2);
  line(pen, tries[shown], colour, 4);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Blob | null} picture
 * @param {StoodTry | null} stood
 * @param {number} alpha
 */
async function put(pen, picture, stood, alpha) {
  if (!picture || !stood) return;
  const bitmap = await createImageBitmap(picture);
  pen.setTransform(...placing(stood));
  pen.globalAlpha = alpha;
  pen.drawImage(bitmap, 0, 0, stood.size_px[0], stood.size_px[1]);
  pen.globalAlpha = 1;
  bitmap.close();
}

/** @param {CanvasRenderingContext2D} pen */
function plumb(pen) {
  for (const [width, style] of /** @type {[number, string][]} */ ([[5, LIVE.edge], [2, "#fff"]])) {
    pen.setLineDash([12, 9]);
    pen.lineWidth = width;
    pen.strokeStyle = style;
    pen.beginPath();
    pen.moveTo(ANKLE.x, 20);
    pen.lineTo(ANKLE.x, ANKLE.y + 40);
    pen.stroke();
  }
  pen.setLineDash([]);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {StoodTry} stood
 * @param {string} colour
 * @param {number} width
 */
function line(pen, stood, colour, width) {
  const where = placing(stood);
  const points = stood.points_px.map((point) => placed(where, point));
  const strokes = width > 2 ? [[width + 3, LIVE.edge], [width, colour]] : [[width, colour]];
  pen.lineCap = pen.lineJoin = "round";
  for (const [wide, style] of /** @type {[number, string][]} */ (strokes)) {
    pen.lineWidth = wide;
    pen.strokeStyle = style;
    pen.beginPath();
    for (const [x, y] of points) pen.lineTo(x, y);
    pen.stroke();
  }
  if (width <= 2) return;
  pen.fillStyle = colour;
  for (const [x, y] of points) {
    pen.beginPath();
    pen.arc(x, y, 6, 0, 2 * Math.PI);
    pen.fill();
  }
}
