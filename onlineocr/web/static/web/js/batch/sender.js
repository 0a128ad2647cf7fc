// Sends files to a batch one after another, each in a request of its own with a key, so that none is taken twice.
import { Problem, refusal, upload } from "../api.js";

const LONGEST = 30000;
const sleep = (ms, signal) => new Promise((resolve) => {
  const timer = setTimeout(resolve, ms);
  signal?.addEventListener("abort", () => { clearTimeout(timer); resolve(); });
});

/** A key that no other file has; `crypto.randomUUID` exists only on https and localhost. */
export const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** The files to send: each with its key. */
export const items = (files, options = []) => files.map((file) => ({ key: newKey(), file, name: file.name, options }));

export class Sender {
  /** `on` has `changed(item)`, `sent(item)`; an item gets `state`: waiting, sending, later or refused. */
  constructor({ url, batch, token, most, on }) {
    Object.assign(this, { url: `${url}?batch=${batch}`, token, most, on, queue: [], running: false });
  }

  get busy() {
    return this.queue.some((item) => item.state !== "refused");
  }

  add(more) {
    for (const item of more) {
      item.state = "waiting";
      item.share = 0;
      this.queue.push(item);
      this.on.changed(item);
    }
    this.#run();
  }

  /** Send a refused file once more. */
  again(item) {
    item.state = "waiting";
    this.on.changed(item);
    this.#run();
  }

  remove(item) {
    this.queue = this.queue.filter((one) => one !== item);
    item.flight?.abort();
  }

  async #run() {
    if (this.running) return;
    this.running = true;
    try {
      for (let item; (item = this.queue.find((one) => one.state !== "refused"));) await this.#send(item);
    } finally {
      this.running = false;
    }
  }

  async #send(item) {
    const refused = refusal(item.file, this.most);
    if (refused) { this.#refuse(item, refused); return; }
    const data = new FormData();
    data.append("file", item.file, item.name);
    for (const [name, value] of [["priority", "bulk"], ...item.options]) data.set(name, value);
    item.flight = new AbortController();
    const tell = (state, share, problem = null) => { Object.assign(item, { state, share, problem }); this.on.changed(item); };
    for (let pause = 1000; this.queue.includes(item);) {
      tell("sending", 0);
      try {
        await upload(this.url, data, {
          token: this.token, signal: item.flight.signal, "Idempotency-Key": item.key, onProgress: (share) => tell("sending", share),
        });
        this.queue = this.queue.filter((one) => one !== item);
        this.on.sent(item);
        return;
      } catch (problem) {
        if (problem.name === "AbortError") return;
        if (!(problem instanceof Problem)) throw problem;
        if (!problem.passing && problem.code !== "call_in_progress") { this.#refuse(item, problem); return; }
        tell("later", 0, problem);
        await sleep(problem.retryAfter ? Math.min(problem.retryAfter * 1000, LONGEST) : pause, item.flight.signal);
        pause = Math.min(pause * 2, LONGEST);
      }
    }
  }

  #refuse(item, problem) {
    Object.assign(item, { state: "refused", problem });
    this.on.changed(item);
  }
}
