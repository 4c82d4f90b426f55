// An open page meets a server that was upgraded: it reloads itself, so that its script is that of the server.

import { $ } from "./dom.js";
import { PROTOCOL } from "./protocol.js";

const RELOADED_FOR = "formcheck-reloaded-for";

/**
 * @typedef {object} Means
 * @property {Pick<Storage, "getItem" | "setItem">} [storage] What outlives a reload.
 * @property {() => void} [reload]
 * @property {() => void} [tell] Says that a reload did not help.
 */

/**
 * Tells whether the server speaks another version than this page, and then reloads the page: once for each version of
 * the server. If that did not help, the page says so, and reloads no more.
 * @param {string} theirs
 * @param {Means} [means]
 */
export function outdated(theirs, { storage = sessionStorage, reload = () => location.reload(), tell = notice } = {}) {
  if (theirs === PROTOCOL) return false;
  if (mayReload(theirs, storage)) reload();
  else tell();
  return true;
}

/**
 * @param {string} theirs
 * @param {Pick<Storage, "getItem" | "setItem">} storage
 */
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
  $("outdated").hidden = false;
}
