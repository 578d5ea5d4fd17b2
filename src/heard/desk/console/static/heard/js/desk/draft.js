// A draft is kept in this browser at once and on the server a moment later. Neither is ever written over unseen.

const PAUSE = 1200;
const RETRY = 5000;
const SMALL = 20000; // what a browser still sends for a page that is going

export class Draft {
  /** `told(state)`: "kept", "here" (in this browser only), or "conflict" with the other text and its version. */
  constructor({ url, key, version, token, told }) {
    Object.assign(this, { url, key, version, token, told });
    this.timer = 0;
    this.sent = null;
    this.busy = null;
    this.stopped = false;
    this.held = false;
  }

  /** What this browser has that the server may not. */
  recall() {
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      return null;
    }
  }

  remember(text) {
    try {
      localStorage.setItem(this.key, JSON.stringify({ text, version: this.version, at: Date.now() }));
    } catch {
      // no memory in this window; the server keeps it
    }
  }

  forget() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // nothing was there
    }
  }

  /** The text changed. */
  changed(text) {
    this.text = text;
    this.remember(text);
    clearTimeout(this.timer);
    if (!this.stopped && !this.held) this.timer = setTimeout(() => void this.save(), PAUSE);
  }

  /** Keep it on the server now. */
  async save() {
    clearTimeout(this.timer);
    if (this.stopped || this.held || this.text === undefined || this.text === this.sent) return;
    if (this.busy) return void this.busy.then(() => this.save());
    this.busy = this.put(this.text);
    await this.busy;
    this.busy = null;
  }

  async put(text) {
    const body = new URLSearchParams({ text, version: String(this.version) });
    try {
      const headers = { "X-CSRFToken": this.token(), "X-Heard-Quiet": "1" };
      const answer = await fetch(this.url, { method: "POST", body, headers, credentials: "same-origin", keepalive: body.get("text").length < SMALL });
      if (answer.status === 409) {
        const other = await answer.json();
        this.stopped = true;
        return this.told("conflict", other);
      }
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      this.version = (await answer.json()).version;
      this.sent = text;
      if (this.text === text) {
        if (text) this.remember(text);
        else this.forget();
        this.told("kept");
      }
    } catch {
      this.told("here");
      this.timer = setTimeout(() => void this.save(), RETRY);
    }
  }

  /** Save nothing for a moment: the server is about to change the draft itself. */
  async hold() {
    this.held = true;
    clearTimeout(this.timer);
    await this.busy;
  }

  /** Save again, with what was written meanwhile. */
  release() {
    this.held = false;
    if (this.text !== undefined && this.text !== this.sent) this.changed(this.text);
  }

  /** Somebody chose between two texts, or it was sent: go on from this version. */
  goOn(version, text) {
    clearTimeout(this.timer);
    this.stopped = false;
    this.version = version;
    this.sent = text;
    this.text = text;
    if (text) this.remember(text);
    else this.forget();
  }
}
