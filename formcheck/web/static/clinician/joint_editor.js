// Joints moved by hand: the film is paused, the points lie over it, and one drags them to where the joints are.

/** @import { Corrections, ShownJoint, ShownJoints } from "../shared/protocol.js" */

import { $, named, svg } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { joints as read } from "./server.js";
import { clock } from "./timeline_geometry.js";

/** @typedef {Corrections["joints"]} Moves */

const LINES = [["shoulder", "hip"], ["hip", "knee"], ["knee", "ankle"]];
/** Two moves of a joint closer than this are in the same picture, seconds. */
const SAME_S = 0.005;
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Returns the moves with that of one joint in one picture put in, in place of an earlier one there.
 * @param {Moves} moves
 * @param {ShownJoint} joint As it was shown.
 * @param {number} timeS Of the picture.
 * @param {[x: number, y: number]} to Where it is now.
 * @returns {Moves}
 */
export function withMove(moves, joint, timeS, [x, y]) {
  const others = moves.filter((move) => move.joint !== joint.joint || Math.abs(move.time_s - timeS) > SAME_S);
  const move = {
    joint: joint.joint, time_s: timeS, dx_px: tenths(joint.moved_x_px + x - joint.x_px), dy_px: tenths(joint.moved_y_px + y - joint.y_px),
  };
  return [...others, move].sort((a, b) => a.time_s - b.time_s);
}

/** @param {number} value */
const tenths = (value) => Math.round(value * 10) / 10;

export class JointEditor {
  #layer = $("joints", SVGSVGElement);
  #film = $("film", HTMLVideoElement);
  #handlers;
  #on = false;
  #asked = 0;
  /** @type {ShownJoints | null} */
  #shown = null;

  /**
   * @param {object} handlers
   * @param {() => string | null} handlers.number Of the video that is open.
   * @param {() => Moves} handlers.moves
   * @param {(moves: Moves) => void} handlers.move
   * @param {(error: unknown) => void} handlers.trouble
   */
  constructor(handlers) {
    this.#handlers = handlers;
    $("move-joint").onclick = () => this.#toggle(!this.#on);
    this.#film.addEventListener("play", () => this.#toggle(false));
    this.#film.addEventListener("seeked", () => this.refresh());
  }

  /** Shows the joints where they are judged now. */
  async refresh() {
    const number = this.#handlers.number();
    if (!this.#on || !number) return;
    const asked = ++this.#asked;
    try {
      const shown = await read(number, this.#film.currentTime);
      if (asked === this.#asked && this.#on) this.#draw(shown);
    } catch (error) {
      this.#handlers.trouble(error);
    }
  }

  close() {
    this.#toggle(false);
  }

  /** @param {boolean} on */
  #toggle(on) {
    this.#on = on;
    $("move-joint").setAttribute("aria-pressed", String(on));
    this.#layer.toggleAttribute("hidden", !on);
    $("joints-said").textContent = "";
    if (!on) return this.#layer.replaceChildren();
    this.#film.pause();
    this.refresh();
  }

  /** @param {ShownJoints} shown */
  #draw(shown) {
    const focused = document.activeElement instanceof SVGElement ? document.activeElement.dataset.joint : "";
    this.#shown = shown;
    const [width, height] = shown.size_px;
    const radius = Math.max(width, height) / 70;
    this.#layer.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const points = shown.joints.map((joint) => this.#point(joint, radius));
    this.#layer.replaceChildren(...lines(shown, radius), ...shown.joints.flatMap((joint) => raw(joint, radius)), ...points);
    $("joints-said").textContent = t(shown.joints.length ? "review.moving" : "review.no_joints");
    if (focused) points.find((point) => point.dataset.joint === focused)?.focus();
  }

  /**
   * @param {ShownJoint} joint
   * @param {number} radius
   */
  #point(joint, radius) {
    const byHand = joint.moved_x_px !== 0 || joint.moved_y_px !== 0;
    const point = svg("circle", {
      cx: joint.x_px, cy: joint.y_px, r: radius, tabindex: 0, role: "button", "data-joint": joint.joint,
      class: byHand ? "joint by-hand" : "joint",
    });
    named(point, t(`joint.${joint.joint}`));
    point.append(svg("title", {}, t(`joint.${joint.joint}`)));
    point.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      point.setPointerCapture(event.pointerId);
    });
    point.addEventListener("pointermove", (event) => {
      if (!point.hasPointerCapture(event.pointerId)) return;
      const [x, y] = this.#place(event);
      this.#put(point, x, y);
    });
    point.addEventListener("pointerup", () => this.#take(joint, point));
    point.addEventListener("keydown", (event) => {
      const way = ARROWS[event.key];
      if (!way) return;
      event.preventDefault();
      event.stopPropagation();
      const step = event.shiftKey ? 5 : 1;
      this.#put(point, Number(point.getAttribute("cx")) + way[0] * step, Number(point.getAttribute("cy")) + way[1] * step);
    });
    point.addEventListener("keyup", (event) => ARROWS[event.key] && this.#take(joint, point));
    return point;
  }

  /**
   * @param {SVGElement} point
   * @param {number} x
   * @param {number} y
   */
  #put(point, x, y) {
    point.setAttribute("cx", String(x));
    point.setAttribute("cy", String(y));
  }

  /** @param {PointerEvent} event */
  #place(event) {
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.#layer.getScreenCTM()?.inverse());
    return [x, y];
  }

  /**
   * @param {ShownJoint} joint
   * @param {SVGElement} point
   */
  #take(joint, point) {
    const [x, y] = [Number(point.getAttribute("cx")), Number(point.getAttribute("cy"))];
    if (!this.#shown || Math.hypot(x - joint.x_px, y - joint.y_px) < 0.5) return;
    this.#handlers.move(withMove(this.#handlers.moves(), joint, this.#shown.time_s, [x, y]));
  }
}

/**
 * @param {ShownJoints} shown
 * @param {number} radius
 */
function lines({ joints }, radius) {
  const at = new Map(joints.map((joint) => [String(joint.joint), joint]));
  return ["left", "right"].flatMap((side) =>
    LINES.flatMap(([from, to]) => {
      const [a, b] = [at.get(`${side}_${from}`), at.get(`${side}_${to}`)];
      if (!a || !b) return [];
      return [svg("line", { x1: a.x_px, y1: a.y_px, x2: b.x_px, y2: b.y_px, class: `limb ${side}`, "stroke-width": radius / 4 })];
    }),
  );
}

/**
 * Where the network had found a joint that was moved.
 * @param {ShownJoint} joint
 * @param {number} radius
 */
function raw(joint, radius) {
  if (joint.moved_x_px === 0 && joint.moved_y_px === 0) return [];
  const { raw_x_px: x, raw_y_px: y } = joint;
  return [
    svg("line", { x1: x, y1: y, x2: joint.x_px, y2: joint.y_px, class: "was", "stroke-width": radius / 6 }),
    svg("circle", { cx: x, cy: y, r: radius / 2, class: "was", "stroke-width": radius / 6 }),
  ];
}

/**
 * Writes one move for the list of marks.
 * @param {Moves[number]} move
 */
export const moveName = (move) => `${clock(move.time_s)} ${t("review.moved_joint", { joint: t(`joint.${move.joint}`) })}`;
