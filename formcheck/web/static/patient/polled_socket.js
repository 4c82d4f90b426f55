// Stands for a socket where the browser opens none: posts what is sent, and holds one request open for what comes.
// Safari opens no secure socket to a computer whose certificate the person has only passed over.

const LINE = "api/line";

export class PolledSocket {
  /** @type {number} */
  readyState = WebSocket.CONNECTING;
  /** @type {(() => void) | null} */
  onopen = null;
  /** @type {((event: { data: string }) => void) | null} */
  onmessage = null;
  /** @type {(() => void) | null} */
  onclose = null;
  #name = "";
  #ending = new AbortController();
  /** @type {Promise<void>} Each message waits for the one before it. */
  #sent = Promise.resolve();

  constructor() {
    // What stands for a socket opens later than it is made, as a socket does; the first message opens the line.
    queueMicrotask(() => {
      if (this.readyState !== WebSocket.CONNECTING) return;
      this.readyState = WebSocket.OPEN;
      this.onopen?.();
    });
  }

  /** @param {string | Uint8Array<ArrayBuffer>} content */
  send(content) {
    this.#sent = this.#sent.then(() => this.#post(content)).catch(() => this.#end());
  }

  close() {
    this.onclose = null;
    this.#end();
  }

  /** @param {string | Uint8Array<ArrayBuffer>} content */
  async #post(content) {
    const first = !this.#name;
    const kind = typeof content === "string" ? "text/plain;charset=utf-8" : "application/octet-stream";
    const { line } = await this.#ask({ method: "POST", body: content, headers: { "Content-Type": kind } });
    this.#name = line;
    if (first) void this.#listen();
  }

  async #listen() {
    try {
      for (let open = true; open; ) {
        const heard = await this.#ask();
        open = heard.open;
        for (const message of heard.messages) this.onmessage?.({ data: JSON.stringify(message) });
      }
    } catch {
      // The server is gone, or knows nothing of this line any more.
    }
    this.#end();
  }

  /** @param {RequestInit} [options] */
  async #ask(options) {
    const answer = await fetch(this.#name ? `${LINE}?line=${this.#name}` : LINE, { ...options, signal: this.#ending.signal });
    if (!answer.ok) throw new TypeError(`the line answers ${answer.status}`);
    return answer.json();
  }

  #end() {
    if (this.readyState === WebSocket.CLOSED) return;
    this.readyState = WebSocket.CLOSED;
    this.#ending.abort();
    this.onclose?.();
  }
}
