// What was done to one video, step by step: taken back and done again.

/** @import { VideoFull } from "../shared/protocol.js" */

/**
 * What a step changes: the corrections, the note, how the person is shown, or whose visit it is.
 * @typedef {Partial<Pick<VideoFull, "corrections" | "note" | "pictures" | "patient" | "visited_on">>} State
 * @typedef {{ before: State, after: State }} Step
 */

export class Steps {
  /** @type {Step[]} */
  #done = [];
  /** @type {Step[]} */
  #undone = [];

  /**
   * Notes a step; what had been taken back before it cannot be done again any more.
   * @param {State} before
   * @param {State} after
   */
  add(before, after) {
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    this.#done.push({ before, after });
    this.#undone = [];
  }

  get canUndo() {
    return this.#done.length > 0;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  /** Returns what to go back to; null where nothing was done. */
  undo() {
    return this.#move(this.#done, this.#undone)?.before ?? null;
  }

  /** Returns what to do again; null where nothing was taken back. */
  redo() {
    return this.#move(this.#undone, this.#done)?.after ?? null;
  }

  /**
   * @param {Step[]} from
   * @param {Step[]} to
   */
  #move(from, to) {
    const step = from.pop();
    if (step) to.push(step);
    return step;
  }
}
