// The line to the server: comes back by itself, one picture under way at a time.

import { PROTOCOL } from "../shared/protocol.js";
import { browserId, tabId } from "../shared/store.js";

const PATIENCE_MS = 8000;
const WAITS_MS = [300, 600, 1200, 2500];

export class Line {
  // handlers: welcome(progress), begun(), seen(answer, at), lost(), outdated(theirs), shut(why)
  constructor(handlers) {
    this._handlers = handlers;
    this._socket = null;
    this._wanted = false;
    this._tries = 0;
    this._take = false;
    this._under = null;
    this.ready = false;
  }

  open(take = false) {
    this._wanted = true;
    this._take = take;
    this._connect();
  }

  close() {
    this._wanted = this.ready = false;
    clearTimeout(this._retry);
    this._socket?.close();
    this._socket = null;
  }

  say(message) {
    if (this._socket?.readyState === WebSocket.OPEN) this._socket.send(JSON.stringify(message));
  }

  get free() {
    if (this._under && performance.now() - this._under.sent > PATIENCE_MS) this._under = null;
    return this.ready && this._under === null;
  }

  // Holds the line while a picture is being made, so that none is sent meanwhile.
  reserve() {
    this._under = { at: 0, sent: performance.now() };
  }

  release() {
    this._under = null;
  }

  picture({ at, message }) {
    if (this._socket?.readyState !== WebSocket.OPEN) return this.release();
    this._under = { at, sent: performance.now() };
    this._socket.send(message);
  }

  _connect() {
    if (!this._wanted || this._socket) return;
    const address = new URL("socket", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = (this._socket = new WebSocket(address));
    socket.onopen = () => socket.send(JSON.stringify({ browser: browserId, tab: tabId, protocol: PROTOCOL, take: this._take }));
    socket.onmessage = ({ data }) => socket === this._socket && this._hear(JSON.parse(data));
    socket.onclose = () => {
      if (socket !== this._socket) return;
      this._socket = this._under = null;
      this.ready = false;
      if (!this._wanted) return;
      this._handlers.lost();
      this._retry = setTimeout(() => this._connect(), WAITS_MS[Math.min(this._tries++, WAITS_MS.length - 1)]);
    };
  }

  _hear(message) {
    if (message.kind === "welcome") {
      this._tries = 0;
      this._take = false;
      this._handlers.welcome(message.progress);
    } else if (message.kind === "begun") {
      this._handlers.begun();
    } else if (message.kind === "outdated") {
      this.close();
      this._handlers.outdated(message.protocol);
    } else if (message.kind === "elsewhere" || message.kind === "full") {
      this.close();
      this._handlers.shut(message.kind);
    } else {
      const under = this._under;
      this._under = null;
      if (message.kind === "seen" && under) this._handlers.seen(message, under.at);
      else this._handlers.free();
    }
  }
}
