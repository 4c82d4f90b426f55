// Where things lie in the drawing of the time, and what marks become of what is drawn: numbers only.

/** @import { Corrections, Curve, Found } from "../shared/protocol.js" */

/** @typedef {[start: number, end: number]} Span Seconds. */
/** @typedef {"baselines_s" | "ranges_s" | "holds_s"} Lane */
/** @typedef {Record<Lane, Span[]>} Spans */
/** @typedef {Record<Lane, boolean[]>} Given Of each span, whether it was given by hand. */

/** @type {Lane[]} */
export const LANES = ["baselines_s", "ranges_s", "holds_s"];

export const GUTTER = 116;
const RIGHT = 64;
export const LANE = 34;
export const ROW = 74;
export const FOOT = 26;
const NARROWEST = 320;
/** Room around the values of a curve, degrees. */
const MARGIN_DEG = 3;
/** A shorter mark is a slip of the hand, seconds. */
export const LEAST_S = 0.2;
/** An edge is grabbed from so far away, pixels. */
const EDGE_PX = 9;
/** The finest step of a mark, seconds: nobody sees more exactly where something begins. */
const LEAST_SHOWN_S = 1;
const PER_TICK_PX = 90;
const TICKS_S = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600];

/** The axis of time: seconds to pixels and back. */
export class Axis {
  /**
   * @param {number} boxPx Width of the box it is drawn in.
   * @param {number} durationS
   * @param {Span} [part] The part of the time that is shown; all of it where it is not given.
   */
  constructor(boxPx, durationS, part = [0, durationS]) {
    this.width = Math.max(NARROWEST, boxPx);
    this.durationS = durationS;
    this.startS = part[0];
    this.endS = part[1];
    this.left = GUTTER;
    this.right = this.width - RIGHT;
  }

  get #shownS() {
    return Math.max(this.endS - this.startS, 0.1);
  }

  /** @param {number} seconds */
  x(seconds) {
    return GUTTER + ((seconds - this.startS) / this.#shownS) * (this.right - this.left);
  }

  /** @param {number} x */
  seconds(x) {
    const share = (x - this.left) / (this.right - this.left);
    return round(this.startS + Math.min(Math.max(share, 0), 1) * (this.endS - this.startS));
  }

  /** How near to an edge, in seconds, it is grabbed. */
  get reachS() {
    return (EDGE_PX * (this.endS - this.startS)) / (this.right - this.left);
  }

  /** Moments that are written below. */
  get ticks() {
    const last = TICKS_S[TICKS_S.length - 1];
    const step = TICKS_S.find((s) => (this.endS - this.startS) / s <= this.width / PER_TICK_PX) ?? last;
    const first = Math.ceil(this.startS / step - 1e-6);
    return Array.from({ length: Math.floor(this.endS / step + 1e-6) - first + 1 }, (_, n) => (first + n) * step);
  }
}

/**
 * Returns the part of the time that is shown after zooming in (a factor above 1) or out: what lies at a moment stays
 * where it is, as far as the film goes.
 * @param {Span} part
 * @param {number} factor
 * @param {number} atS
 * @param {number} durationS
 * @returns {Span}
 */
export function zoomed([from, to], factor, atS, durationS) {
  const length = Math.min(Math.max((to - from) / factor, LEAST_SHOWN_S), durationS);
  const share = to > from ? (atS - from) / (to - from) : 0;
  return moved([atS - share * length, atS - share * length + length], 0, durationS);
}

/**
 * Returns the part of the time that is shown after going on or back, as far as the film goes.
 * @param {Span} part
 * @param {number} byS
 * @param {number} durationS
 * @returns {Span}
 */
export function moved([from, to], byS, durationS) {
  const length = to - from;
  const start = Math.min(Math.max(from + byS, 0), Math.max(durationS - length, 0));
  return [start, start + length];
}

/**
 * Returns the part of the time that is shown when the film stands at a moment: it turns the page where that is outside.
 * @param {Span} part
 * @param {number} nowS
 * @param {number} durationS
 * @returns {Span}
 */
export function following([from, to], nowS, durationS) {
  if (nowS >= from - 1e-6 && nowS <= to + 1e-6) return [from, to];
  return moved([from, to], nowS - from - 0.1 * (to - from), durationS);
}

/**
 * Returns the lane at a height, if there is one.
 * @param {number} y
 */
export const laneAt = (y) => LANES[Math.floor(y / LANE)] ?? null;

/**
 * Returns what is grabbed in a lane: the row of the mark (−1 for a new one), the edge that stays, and the mark.
 * @param {Span[]} spans
 * @param {number} seconds
 * @param {number} reachS
 * @returns {{ row: number, fixed: number, span: Span }}
 */
export function grabbed(spans, seconds, reachS) {
  const row = spans.findIndex((span) => span.some((edge) => Math.abs(seconds - edge) <= reachS));
  if (row < 0) return { row, fixed: seconds, span: [seconds, seconds] };
  const [start, end] = spans[row];
  return { row, fixed: Math.abs(seconds - start) <= reachS ? end : start, span: [start, end] };
}

/**
 * Returns two moments in their order.
 * @param {number} a
 * @param {number} b
 * @returns {Span}
 */
export const between = (a, b) => [Math.min(a, b), Math.max(a, b)];

/** @param {Span} span */
export const isLongEnough = ([start, end]) => end - start >= LEAST_S;

/**
 * Puts a span in place of one, or as one more (row −1): what it runs into makes way.
 * @param {Span[]} spans
 * @param {Span} span
 * @param {number} row
 */
export function withSpan(spans, span, row) {
  const others = spans.filter(([start, end], n) => n !== row && (end < span[0] || start > span[1]));
  return sorted([...others, [round(span[0]), round(span[1])]]);
}

/**
 * @param {Span[]} spans
 * @returns {Span[]}
 */
export const sorted = (spans) => [...spans].sort((a, b) => a[0] - b[0]);

/**
 * Returns the marks of each lane, and of each whether it was given by hand: where none were, those that were found.
 * Holds that were found stay so beside one that was given.
 * @param {Found} found
 * @param {Corrections} corrections
 * @returns {{ spans: Spans, given: Given }}
 */
export function marksOf({ sides, holds, found_ranges_s: ranges }, corrections) {
  /** @type {Spans} */
  const detected = {
    baselines_s: sides.flatMap(({ baselines }) => baselines.map((own) => /** @type {Span} */ ([own.start_s, own.end_s]))),
    ranges_s: ranges,
    holds_s: holds.map((hold) => [hold.start_s, hold.end_s]),
  };
  const { baselines_s: baselines, ranges_s: own, no_range: noRange, holds_s: byHand, kept_holds_s: kept } = corrections;
  const neutrals = baselines.length ? baselines : sorted(detected.baselines_s);
  const anyRange = own.length > 0 || noRange;
  const named = byHand.length > 0 || kept.length > 0;
  const all = named ? sorted([...byHand, ...kept]) : sorted(detected.holds_s);
  return {
    spans: { baselines_s: neutrals, ranges_s: anyRange ? own : sorted(ranges), holds_s: all },
    given: {
      baselines_s: neutrals.map(() => baselines.length > 0),
      ranges_s: (anyRange ? own : ranges).map(() => anyRange),
      holds_s: all.map((span) => named && byHand.some((hold) => isSame(hold, span))),
    },
  };
}

/**
 * Returns the corrections that make these the holds: of those that were found before, the ones left as they were stay
 * found. Without any by hand they are as found again.
 * @param {Span[]} spans
 * @param {Span[]} found Those of before that nobody had given.
 * @returns {Pick<Corrections, "holds_s" | "kept_holds_s">}
 */
export function holdsOf(spans, found) {
  const kept = spans.filter((span) => found.some((hold) => isSame(hold, span)));
  const byHand = spans.filter((span) => !kept.includes(span));
  return { holds_s: sorted(byHand), kept_holds_s: byHand.length ? sorted(kept) : [] };
}

/**
 * @param {Span} a
 * @param {Span} b
 */
const isSame = (a, b) => a[0] === b[0] && a[1] === b[1];

/** The row of one curve: degrees to pixels, bands and the line. */
export class CurveRow {
  #curve;
  #low;
  #high;
  #top;

  /**
   * @param {Curve} curve
   * @param {number} top
   */
  constructor(curve, top) {
    const ends = [...curve.values_deg, ...curve.green, ...curve.yellow].filter((value) => value !== null);
    this.#curve = curve;
    this.#low = Math.min(...ends) - MARGIN_DEG;
    this.#high = Math.max(...ends) + MARGIN_DEG;
    this.#top = top;
  }

  /** @param {number} value */
  y(value) {
    const inside = Math.min(Math.max(value, this.#low), this.#high);
    return this.#top + 6 + (1 - (inside - this.#low) / (this.#high - this.#low)) * (ROW - 14);
  }

  /** The bands from back to front; without a limit they reach to the edge of the row. */
  get zones() {
    const { green, yellow } = this.#curve;
    /** @type {[name: string, limits: [low: number | null, high: number | null]][]} */
    const bands = [["red", [null, null]], ["yellow", yellow], ["green", green]];
    return bands.map(([name, [low, high]]) => {
      const y = this.y(high ?? this.#high);
      return { name, y, height: this.y(low ?? this.#low) - y };
    });
  }

  /**
   * Returns the line; it is broken where nothing is known.
   * @param {Axis} axis
   * @param {Curve["times_s"]} [times] Of another curve on the same scale, as the values.
   * @param {Curve["values_deg"]} [values]
   */
  path(axis, times = this.#curve.times_s, values = this.#curve.values_deg) {
    let path = "";
    let pen = "M";
    times.forEach((time, n) => {
      const value = values[n];
      if (time !== null && value !== null) path += `${pen}${axis.x(time).toFixed(1)} ${this.y(value).toFixed(1)}`;
      pen = value === null ? "M" : "L";
    });
    return path;
  }
}

/**
 * Writes a moment as minutes and seconds.
 * @param {number} seconds
 */
export function clock(seconds) {
  const tenths = Math.round(seconds * 10);
  return `${Math.floor(tenths / 600)}:${((tenths % 600) / 10).toFixed(1).padStart(4, "0")}`;
}

/**
 * Writes an angle with a true minus sign.
 * @param {number} value
 */
export const degrees = (value) => `${Math.round(value)}°`.replace("-", "−");

/**
 * Writes the value of a curve at a moment.
 * @param {Curve} curve
 * @param {number} seconds
 */
export function valueAt({ times_s: times, values_deg: values }, seconds) {
  let [low, high] = [0, times.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < seconds) low = middle + 1;
    else high = middle;
  }
  const value = values[low] ?? null;
  return value === null ? "–" : degrees(value);
}

/** @param {number} value */
const round = (value) => Math.round(value * 100) / 100;
