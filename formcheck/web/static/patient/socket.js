// The line to the server: comes back by itself, one picture under way at a time.

/** @import { Answer, Hello, PageRequest, Progress, ServerMessage, Stands } from "../shared/protocol.js" */

import { PROTOCOL } from "../shared/protocol.js";
import { PolledSocket } from "./polled_socket.js";
import { browserId, tabId } from "../shared/store.js";

const PATIENCE_MS = 8000;
const WAITS_MS = [300, 600, 1200, 2500];

/**
 * @typedef {object} Handlers
 * @property {(progress: Progress | null) => void} welcome
 * @property {() => void} begun
 * @property {(answer: Answer, at: number) => void} seen With the time its picture was taken.
 * @property {(answer: Stands) => void} [stands] An answer of the posture check.
 * @property {(hands: Answer["hands"]) => void} paused
 * @property {() => void} free The next picture may come.
 * @property {() => void} lost
 * @property {(theirs: string) => void} outdated
 * @property {(why: "elsewhere" | "full") => void} shut
 */

export class Line {
  #handlers;
  /** @type {WebSocket | PolledSocket | null} */
  #socket = null;
  /** Whether requests stand for the socket, which this browser does not open. */
  #polls = false;
  #wanted = false;
  #tries = 0;
  #take = false;
  /** @type {{ at: number, sent: number } | null} */
  #under = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retry;
  #ready = false;

  /** @param {Handlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
  }

  /** @param {boolean} take Whether to practise here though the practice is open elsewhere. */
  open(take = false) {
    this.#wanted = true;
    this.#take = take;
    this.#connect();
  }

  close() {
    this.#wanted = this.#ready = false;
    clearTimeout(this.#retry);
    this.#socket?.close();
    this.#socket = null;
  }

  /** Pictures may be sent from now on. */
  begin() {
    this.#ready = true;
  }

  /** @param {PageRequest} message */
  say(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  get free() {
    if (this.#under && performance.now() - this.#under.sent > PATIENCE_MS) this.#under = null;
    return this.#ready && this.#under === null;
  }

  /** Holds the line while a picture is being made, so that none is sent meanwhile. */
  reserve() {
    this.#under = { at: 0, sent: performance.now() };
  }

  release() {
    this.#under = null;
  }

  /** @param {{ at: number, message: Uint8Array<ArrayBuffer> }} picture */
  picture({ at, message }) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return this.release();
    this.#under = { at, sent: performance.now() };
    this.#socket.send(message);
  }

  #connect() {
    if (!this.#wanted || this.#socket) return;
    const address = new URL("socket", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = (this.#socket = this.#polls ? new PolledSocket() : new WebSocket(address));
    let heard = false;
    /** @type {Hello} */
    const hello = { browser: browserId, tab: tabId, protocol: PROTOCOL, take: this.#take };
    socket.onopen = () => socket.send(JSON.stringify(hello));
    socket.onmessage = (/** @type {{ data: string }} */ { data }) => {
      heard = true;
      if (socket === this.#socket) this.#hear(JSON.parse(data));
    };
    socket.onclose = () => {
      if (socket !== this.#socket) return;
      this.#socket = this.#under = null;
      this.#ready = false;
      if (!this.#wanted) return;
      if (!heard) {
        // Not a word came this way: the other one is tried, the first time at once.
        this.#polls = !this.#polls;
        if (this.#polls && this.#tries++ === 0) return this.#connect();
      }
      this.#handlers.lost();
      this.#retry = setTimeout(() => this.#connect(), WAITS_MS[Math.min(this.#tries++, WAITS_MS.length - 1)]);
    };
  }

  /** @param {ServerMessage} message */
  #hear(message) {
    if (message.kind === "welcome") {
      this.#tries = 0;
      this.#take = false;
      this.#handlers.welcome(message.progress);
    } else if (message.kind === "begun") {
      this.#handlers.begun();
    } else if (message.kind === "outdated") {
      this.close();
      this.#handlers.outdated(message.protocol);
    } else if (message.kind === "elsewhere" || message.kind === "full") {
      this.close();
      this.#handlers.shut(message.kind);
    } else {
      const under = this.#under;
      this.#under = null;
      if (message.kind === "paused") this.#handlers.paused(message.hands);
      else if (message.kind === "stands" && under && this.#handlers.stands) this.#handlers.stands(message);
      else if (message.kind === "seen" && under) this.#handlers.seen(message, under.at);
      else this.#handlers.free();
    }
  }
}
