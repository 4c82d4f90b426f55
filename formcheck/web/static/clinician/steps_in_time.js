// Two films in step: where each of them stands at a moment that both share. Numbers only.

/** @import { Found } from "../shared/protocol.js" */

/** @typedef {"hold" | "neutral" | "start"} Align What lies at the same moment in both. */

/**
 * Returns the moment of a film that is the shared zero, seconds: where there is no hold, the end of the neutral counts,
 * and where there is none either, the beginning.
 * @param {Pick<Found, "holds" | "sides">} found
 * @param {Align} align
 */
export function zeroOf({ holds, sides }, align) {
  const neutrals = sides.flatMap((side) => side.baselines.map((own) => own.end_s));
  const first = (/** @type {number[]} */ times) => (times.length ? Math.min(...times) : null);
  if (align === "start") return 0;
  const neutral = first(neutrals) ?? 0;
  return align === "hold" ? (first(holds.map((hold) => hold.start_s)) ?? neutral) : neutral;
}

/**
 * Returns the shared time from the earliest beginning to the latest end of the films.
 * @param {{ zeroS: number, durationS: number }[]} films
 * @returns {[from: number, to: number]}
 */
export function sharedTime(films) {
  if (!films.length) return [0, 0];
  return [Math.min(...films.map((film) => -film.zeroS)), Math.max(...films.map((film) => film.durationS - film.zeroS))];
}

/**
 * Returns where a film stands at a shared moment; before its beginning and after its end it waits there.
 * @param {{ zeroS: number, durationS: number }} film
 * @param {number} sharedS
 */
export const placeIn = ({ zeroS, durationS }, sharedS) => Math.min(Math.max(sharedS + zeroS, 0), durationS);
