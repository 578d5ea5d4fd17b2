// The line to the desk: one stream of events for all pages of a browser, in a shared worker; or for one page, where
// a browser has no shared workers. Sends and keeps numbers only, never content.

const KINDS = ["message", "reading", "conversation", "alert", "presence", "draft", "whisper", "access"];
const SILENCE = 40000; // the server is heard from every 15 seconds
const KEPT = 1000;
const LONGEST_PAUSE = 30000;

// Calls `tell` with {type: "state", state: "on" | "connecting" | "off" | "out"},
// {type: "event", seq, kind, conversation} and {type: "reset", seq}.
export class Line {
  constructor(address, tell, { user = "", pause = 500 } = {}) {
    this.address = address; // {events, missed}
    this.tell = tell;
    this.user = user;
    this.firstPause = pause;
    this.pause = pause;
    this.last = null; // the number up to which everything was told
    this.state = "off";
    this.source = null;
    this.timer = null;
    this.watch = null;
    this.asking = null;
  }

  open(after) {
    if (this.source || this.timer || this.asking) return;
    if (this.last === null && after !== null) this.last = after;
    this.become("connecting");
    this.connect();
  }

  close() {
    clearTimeout(this.timer);
    this.timer = this.asking = null;
    this.drop();
    this.become("off");
  }

  // Now rather than after the pause: the network is back, or somebody looks at the page.
  hurry() {
    if (this.state === "on" || this.state === "out" || (!this.timer && !this.source)) return;
    if (this.source && this.source.readyState !== EventSource.CLOSED) return;
    clearTimeout(this.timer);
    this.timer = null;
    this.pause = this.firstPause;
    this.retry();
  }

  connect() {
    const query = this.last === null ? "" : `?after=${this.last}`;
    const source = new EventSource(this.address.events + query);
    this.source = source;
    this.listen();
    source.addEventListener("hello", (event) => {
      const { seq, user } = JSON.parse(event.data);
      if (this.user && String(user) !== this.user) return this.out();
      this.last = seq;
      this.pause = this.firstPause;
      this.become("on");
    });
    for (const kind of KINDS) {
      source.addEventListener(kind, (event) => {
        const told = JSON.parse(event.data);
        this.last = told.seq;
        this.tell({ type: "event", ...told });
      });
    }
    source.addEventListener("reset", (event) => {
      this.last = JSON.parse(event.data).seq;
      this.tell({ type: "reset", seq: this.last });
    });
    source.addEventListener("beat", (event) => {
      if (event.lastEventId) this.last = Number(event.lastEventId);
    });
    source.addEventListener("end", (event) => {
      this.drop();
      const why = JSON.parse(event.data).why;
      this.later(why === "time" || why === "access" ? 50 + Math.random() * 200 : null);
    });
    for (const name of ["hello", "reset", "beat", ...KINDS]) source.addEventListener(name, () => this.listen());
    source.onerror = () => {
      if (this.source !== source) return;
      this.drop();
      this.later();
    };
  }

  // Anything must come within some time, else the line is dead: a laptop that slept does not notice.
  listen() {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => {
      this.drop();
      this.later();
    }, SILENCE);
  }

  drop() {
    clearTimeout(this.watch);
    if (this.source) this.source.close();
    this.source = null;
  }

  later(pause = null) {
    if (pause === null) {
      this.become("connecting");
      pause = this.pause * (0.5 + Math.random());
      this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = null;
      this.retry();
    }, pause);
  }

  // Ask for what was missed before a new stream: it says whether we are still signed in, and works without streams.
  async retry() {
    const mine = (this.asking = {});
    let answer = null;
    try {
      const query = this.last === null ? "" : `?after=${this.last}`;
      const headers = { Accept: "application/json" };
      answer = await fetch(this.address.missed + query, { cache: "no-store", credentials: "same-origin", headers });
    } catch {
      answer = null;
    }
    if (this.asking !== mine) return;
    this.asking = null;
    if (answer && answer.status === 401) return this.out();
    if (!answer || !answer.ok) {
      this.later();
      if (this.pause > 4 * this.firstPause) this.tell({ type: "state", state: "off" });
      return;
    }
    const missed = await answer.json().catch(() => null);
    if (this.source || this.timer || this.state === "off") return;
    if (!missed) return this.later();
    if (missed.reset) this.tell({ type: "reset", seq: missed.seq });
    for (const told of missed.events) this.tell({ type: "event", ...told });
    this.last = missed.seq;
    this.connect();
  }

  out() {
    clearTimeout(this.timer);
    this.timer = null;
    this.drop();
    this.become("out");
  }

  become(state) {
    if (state === this.state) return;
    this.state = state;
    this.tell({ type: "state", state });
  }
}

// What a page that comes late has to be told, from the last events.
export class Memory {
  constructor() {
    this.events = [];
    this.floor = null; // everything after this number is in `events`
  }

  add(told) {
    if (told.type === "reset") {
      this.events = [];
      this.floor = told.seq;
    } else if (told.type === "event") {
      if (this.floor === null) this.floor = told.seq - 1;
      this.events.push(told);
      if (this.events.length > KEPT) this.floor = this.events.shift().seq;
    }
  }

  // The events after a number, or null where it is not known what happened.
  after(seq) {
    if (this.floor === null || seq < this.floor) return null;
    return this.events.filter((told) => told.seq > seq);
  }
}

if (typeof SharedWorkerGlobalScope !== "undefined" && self instanceof SharedWorkerGlobalScope) {
  const ports = new Set();
  let memory = new Memory();
  let line = null;

  const greet = (port, { address, user, after }) => {
    if (!line || line.state === "out") {
      memory = new Memory();
      const told = (each) => {
        memory.add(each);
        for (const every of ports) every.postMessage(each);
      };
      line = new Line(address, told, { user });
      memory.floor = after;
    }
    ports.add(port);
    const missed = after === null ? [] : memory.after(after);
    if (missed === null) port.postMessage({ type: "reset", seq: line.last ?? after });
    else for (const each of missed) port.postMessage(each);
    port.postMessage({ type: "state", state: line.state });
    line.open(after);
  };

  self.onconnect = ({ ports: [port] }) => {
    port.onmessage = ({ data }) => {
      if (data.type === "hello") greet(port, data);
      else if (data.type === "hurry" && line) line.hurry();
      else if (data.type === "bye") {
        ports.delete(port);
        if (!ports.size && line) line.close();
      }
    };
    port.start();
  };
}
