// An open page meets a server that was upgraded: it reloads itself, so that its script is that of the server.

import { PROTOCOL } from "./protocol.js";

const RELOADED_FOR = "formcheck-reloaded-for";

// Tells whether the server speaks another version than this page, and then reloads the page: once for each version of
// the server. If that did not help, the page says so, and reloads no more.
export function outdated(theirs, { storage = sessionStorage, reload = () => location.reload(), tell = notice } = {}) {
  if (theirs === PROTOCOL) return false;
  if (mayReload(theirs, storage)) reload();
  else tell();
  return true;
}

function mayReload(theirs, storage) {
  try {
    if (storage.getItem(RELOADED_FOR) === theirs) return false;
    storage.setItem(RELOADED_FOR, theirs);
    return storage.getItem(RELOADED_FOR) === theirs;
  } catch {
    return false; // a browser that remembers nothing would reload for ever
  }
}

function notice() {
  document.getElementById("outdated").hidden = false;
}
