// The judged body over the picture. Bands are told apart without colour, too: a plain line is good, dashes are a
// warning, a double line a fault. Between two answers the joints glide, so that nothing jumps.

import { settings } from "../shared/texts.js";

const COLOURS = { green: "#4fd08a", yellow: "#ffc830", red: "#ff5f57" };
const INK = "rgba(12, 26, 30, 0.85)";
const PALE = "rgba(255, 255, 255, 0.9)";
const GLIDE_MS = 60;
const WEDGE = { tucked: 0.42, arching: -0.42 };

export class Overlay {
  constructor(canvas, video) {
    this._canvas = canvas;
    this._video = video;
    this._pen = canvas.getContext("2d");
    this._shown = {};
    this._answer = null;
    this._last = 0;
    this._still = matchMedia("(prefers-reduced-motion: reduce)");
  }

  show(answer) {
    this._answer = answer;
    this._draw(performance.now());
  }

  clear() {
    this._answer = null;
    this._shown = {};
    this._pen.clearRect(0, 0, this._canvas.width, this._canvas.height);
  }

  // Call between answers, too.
  _draw(now) {
    const { _canvas: canvas, _pen: pen, _answer: answer } = this;
    const width = Math.round(canvas.clientWidth * Math.min(devicePixelRatio, 2));
    const height = Math.round(canvas.clientHeight * Math.min(devicePixelRatio, 2));
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    pen.clearRect(0, 0, width, height);
    if (!answer || !width) return;
    this._glide(answer.points, now);
    const place = this._placing(width, height);
    const at = (name) => (this._shown[name] ? place(this._shown[name]) : null);
    const unit = Math.min(width, height) / 480;
    this._pelvis(at, answer, unit);
    for (const [from, to, limb] of settings.limbs) {
      const [a, b] = [at(from), at(to)];
      if (a && b) this._line(a, b, Object.keys(answer.limbs).length ? (answer.limbs[limb] ?? "plain") : "faint", unit);
    }
    for (const name of Object.keys(this._shown)) {
      const p = at(name);
      this._dot(p, 5.5 * unit, INK);
      this._dot(p, 3.5 * unit, PALE);
    }
  }

  _glide(points, now) {
    const share = this._still.matches ? 1 : 1 - Math.exp(-Math.min(now - this._last, 500) / GLIDE_MS);
    this._last = now;
    const shown = {};
    for (const [name, [x, y]] of Object.entries(points)) {
      const before = this._shown[name];
      const near = before && Math.hypot(x - before[0], y - before[1]) < 0.15;
      shown[name] = near ? [before[0] + share * (x - before[0]), before[1] + share * (y - before[1])] : [x, y];
    }
    this._shown = shown;
  }

  // The video is shown whole inside its box (object-fit: contain).
  _placing(width, height) {
    const { videoWidth, videoHeight } = this._video;
    const scale = Math.min(width / (videoWidth || width), height / (videoHeight || height));
    const [w, h] = [(videoWidth || width) * scale, (videoHeight || height) * scale];
    return ([x, y]) => [(width - w) / 2 + x * w, (height - h) / 2 + y * h];
  }

  _line(a, b, band, unit) {
    const stroke = (width, style, dash = []) => {
      const pen = this._pen;
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
    if (band === "plain") return stroke(6, INK), stroke(3.5, PALE);
    stroke(band === "red" ? 13 : 9, INK);
    stroke(band === "red" ? 10 : 6, COLOURS[band], band === "yellow" ? [12 * unit, 8 * unit] : []);
    if (band === "red") stroke(3, INK);
  }

  _dot([x, y], radius, style) {
    this._pen.fillStyle = style;
    this._pen.beginPath();
    this._pen.arc(x, y, radius, 0, 2 * Math.PI);
    this._pen.fill();
  }

  // The pelvis as a wedge with three positions: it says which way, never how much.
  _pelvis(at, { pelvis, facing }, unit) {
    const [hip, shoulder] = [at("rear_hip"), at("rear_shoulder")];
    if (!hip || !shoulder || !facing || pelvis.source === "none") return;
    const pen = this._pen;
    const reach = 0.36 * Math.hypot(hip[0] - shoulder[0], hip[1] - shoulder[1]);
    const forward = facing === "right" ? 1 : -1;
    const turn = WEDGE[pelvis.word] ?? 0;
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
      pen.fillStyle = COLOURS[pelvis.band] ?? PALE;
      for (const side of [1, -1]) {
        pen.beginPath();
        pen.moveTo(...hip);
        pen.lineTo(hip[0] + side * forward * reach, hip[1]);
        pen.lineTo(...end(side));
        pen.fill();
      }
    }
    const [front, back] = [end(1), end(-1)];
    for (const [width, style] of [[clear ? 13 : 7, INK], [clear ? 8 : 3, clear ? (COLOURS[pelvis.band] ?? PALE) : PALE]]) {
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
