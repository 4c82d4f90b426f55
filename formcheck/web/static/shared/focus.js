// Where the focus goes when what had it is gone: to the heading of the step, so that the next key or word starts there.

import { find } from "./dom.js";

/** @param {HTMLElement} element */
export function hide(element) {
  const had = element.contains(document.activeElement);
  element.hidden = true;
  const view = element.closest("[data-view]");
  if (had && view) find(view, "h1").focus({ preventScroll: true });
}
