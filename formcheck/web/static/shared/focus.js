// Where the focus goes when what had it is gone: to the heading of the step, so that the next key or word starts there.

export function hide(element) {
  const had = element.contains(document.activeElement);
  element.hidden = true;
  if (had) element.closest("[data-view]").querySelector("h1").focus({ preventScroll: true });
}
