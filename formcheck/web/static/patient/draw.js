// The judged body over the picture. Bands differ without colour, too: a plain line is good, dashes are a warning, a
// double line a fault. Between two answers the joints glide, one step for each picture of the screen.

/** @import { Answer } from "../shared/protocol.js" */
/** @import { Point } from "./glide.js" */
/** @typedef {"green" | "yellow" | "red"} Band */

import { settings } from "../shared/texts.js";
import { Glide } from "./glide.js";

/** @type {Record<Band, string>} */
const COLOURS = { green: "#4fd08a", yellow: "#ffc830", red: "#ff5f57" };
const INK = "rgba(12, 26, 30, 0.85)";
const PALE = "rgba(255, 255, 255, 0.9)";
/** @type {Record<string, number>} */
const WEDGE = { tucked: 0.42, arching: -0.42 };

export class Overlay {
  #canvas;
  #video;
  #pen;
  #glide = new Glide();
  #still = matchMedia("(prefers-reduced-motion: reduce)");
  /** @type {Answer | null} */
  #answer = null;
  /** @type {number | null} */
  #frame = null;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {HTMLVideoElement} video
   */
  constructor(canvas, video) {
    this.#canvas = canvas;
    this.#video = video;
    this.#pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  }

  /** @param {Answer} answer */
  show(answer) {
    const now = performance.now();
    this.#answer = answer;
    this.#glide.aim(answer.points, now, this.#still.matches);
    this.#drawFrom(now);
  }

  clear() {
    this.#answer = null;
    this.#glide.clear();
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#frame = null;
    this.#pen.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  /**
   * Draws now, and with every picture of the screen until the joints have arrived.
   * @param {number} now
   */
  #drawFrom(now) {
    this.#draw(now);
    if (this.#frame !== null || this.#glide.arrived(now)) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = null;
      this.#drawFrom(performance.now());
    });
  }

  /** @param {number} now */
  #draw(now) {
    const [canvas, pen, answer] = [this.#canvas, this.#pen, this.#answer];
    const width = Math.round(canvas.clientWidth * Math.min(devicePixelRatio, 2));
    const height = Math.round(canvas.clientHeight * Math.min(devicePixelRatio, 2));
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    pen.clearRect(0, 0, width, height);
    if (!answer || !width) return;
    const place = this.#placing(width, height);
    const at = Object.fromEntries(Object.entries(this.#glide.at(now)).map(([name, point]) => [name, place(point)]));
    const unit = Math.min(width, height) / 480;
    this.#pelvis(at, answer, unit);
    const judged = Object.keys(answer.limbs).length > 0;
    for (const [from, to, limb] of settings.limbs) {
      const band = answer.limbs[limb] ?? "plain";
      if (at[from] && at[to]) this.#line(at[from], at[to], judged ? band : "faint", unit);
    }
    for (const point of Object.values(at)) {
      this.#dot(point, 5.5 * unit, INK);
      this.#dot(point, 3.5 * unit, PALE);
    }
  }

  /**
   * Returns what places a point: the video is shown whole inside its box (object-fit: contain).
   * @param {number} width
   * @param {number} height
   * @returns {(point: Point) => Point}
   */
  #placing(width, height) {
    const { videoWidth, videoHeight } = this.#video;
    const scale = Math.min(width / (videoWidth || width), height / (videoHeight || height));
    const [w, h] = [(videoWidth || width) * scale, (videoHeight || height) * scale];
    return ([x, y]) => [(width - w) / 2 + x * w, (height - h) / 2 + y * h];
  }

  /**
   * @param {Point} a
   * @param {Point} b
   * @param {Band | "plain" | "faint"} band
   * @param {number} unit
   */
  #line(a, b, band, unit) {
    /**
     * @param {number} width
     * @param {string} style
     * @param {number[]} dash
     */
    const stroke = (width, style, dash = []) => {
      const pen = this.#pen;
      pen.lineCap = dash.length ? "butt" : "round";
      pen.setLineDash(dash);
      pen.lineWidth = width * unit;
      pen.strokeStyle = style;
      pen.beginPath();
      pen.moveTo(...a);
      pen.lineTo(...b);
      pen.stroke();
    };
    if (band === "faint") return stroke(2.5, "rgba(255, 255, 255, 0.65)");
    if (band === "plain") {
      stroke(6, INK);
      return stroke(3.5, PALE);
    }
    stroke(band === "red" ? 13 : 9, INK);
    stroke(band === "red" ? 10 : 6, COLOURS[band], band === "yellow" ? [12 * unit, 8 * unit] : []);
    if (band === "red") stroke(3, INK);
  }

  /**
   * @param {Point} point
   * @param {number} radius
   * @param {string} style
   */
  #dot([x, y], radius, style) {
    this.#pen.fillStyle = style;
    this.#pen.beginPath();
    this.#pen.arc(x, y, radius, 0, 2 * Math.PI);
    this.#pen.fill();
  }

  /**
   * Draws the pelvis as a wedge with three positions: it says which way, never how much.
   * @param {Record<string, Point>} at
   * @param {Answer} answer
   * @param {number} unit
   */
  #pelvis(at, { pelvis, facing }, unit) {
    const [hip, shoulder] = [at.rear_hip, at.rear_shoulder];
    if (!hip || !shoulder || !facing || pelvis.source === "none") return;
    const pen = this.#pen;
    const reach = 0.36 * Math.hypot(hip[0] - shoulder[0], hip[1] - shoulder[1]);
    const forward = facing === "right" ? 1 : -1;
    const turn = WEDGE[pelvis.word] ?? 0;
    const colour = pelvis.band ? COLOURS[pelvis.band] : PALE;
    /**
     * @param {1 | -1} side
     * @returns {Point}
     */
    const end = (side) => [hip[0] + side * forward * reach * Math.cos(turn), hip[1] - side * reach * Math.sin(turn)];
    const clear = turn !== 0;
    pen.setLineDash([4 * unit, 5 * unit]);
    pen.lineWidth = 2 * unit;
    pen.strokeStyle = PALE;
    pen.beginPath();
    pen.moveTo(hip[0] - reach, hip[1]);
    pen.lineTo(hip[0] + reach, hip[1]);
    pen.stroke();
    pen.setLineDash([]);
    if (clear) {
      pen.fillStyle = colour;
      for (const side of /** @type {const} */ ([1, -1])) {
        pen.beginPath();
        pen.moveTo(...hip);
        pen.lineTo(hip[0] + side * forward * reach, hip[1]);
        pen.lineTo(...end(side));
        pen.fill();
      }
    }
    const [front, back] = [end(1), end(-1)];
    /** @type {[width: number, style: string][]} */
    const strokes = clear ? [[13, INK], [8, colour]] : [[7, INK], [3, PALE]];
    for (const [width, style] of strokes) {
      pen.lineWidth = width * unit;
      pen.lineCap = "round";
      pen.strokeStyle = style;
      pen.beginPath();
      pen.moveTo(...front);
      pen.lineTo(...back);
      pen.stroke();
    }
  }
}
