// Soft sounds: each a few sine tones that swell and fade.

import { choices } from "../shared/store.js";

/** @typedef {"tick" | "started" | "good" | "paused" | "half" | "done" | "note" | "in" | "out"} Sound */

/** @type {Record<Sound, [hertz: number, afterS: number, lengthS: number, loudness: number][]>} */
const SOUNDS = {
  tick: [[660, 0, 0.09, 0.4]],
  started: [[523, 0, 0.22, 1], [784, 0.14, 0.3, 1]],
  good: [[659, 0, 0.2, 0.8], [880, 0.1, 0.25, 0.8]],
  paused: [[440, 0, 0.25, 0.6], [349, 0.14, 0.3, 0.6]],
  half: [[587, 0, 0.25, 0.8], [587, 0.26, 0.3, 0.8]],
  done: [[523, 0, 0.3, 1], [659, 0.16, 0.3, 1], [784, 0.32, 0.5, 1]],
  note: [[784, 0, 0.18, 0.6]],
  in: [[220, 0, 1.2, 0.5], [330, 0, 1.2, 0.3]],
  out: [[196, 0, 1.6, 0.5], [294, 0, 1.6, 0.3]],
};

/** @type {AudioContext | null} */
let context = null;

/** Lets the page sound: browsers allow it only after a key or a click. */
export function unlock() {
  const Context = globalThis.AudioContext;
  if (!Context) return;
  context ??= new Context();
  if (context.state === "suspended") context.resume().catch(() => {});
}

/** What makes sound, where the browser lets it. */
export const audio = () => (context?.state === "running" ? context : null);

/** @param {Sound} name */
export function sound(name) {
  document.documentElement.dataset.earcon = name;
  if (!context || context.state !== "running" || choices.mute || !choices.tones) return;
  for (const [hertz, after, length, loudness] of SOUNDS[name]) {
    const start = context.currentTime + after;
    const tone = new OscillatorNode(context, { frequency: hertz });
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(0.25 * loudness * choices.volume, start + length * 0.3);
    gain.gain.linearRampToValueAtTime(0, start + length);
    tone.connect(gain).connect(context.destination);
    tone.start(start);
    tone.stop(start + length);
  }
}
