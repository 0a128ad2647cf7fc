// Edits wait a moment, then go to the server together. What it answers is put into the page.
import { Problem, send } from "../../api.js";
import { show } from "./sheet.js";

const DELAY = 300; // ms in which further edits join the request
const LONGEST = 15000;

export class Saver {
  /** `on` has `state(name, detail)`, `saved(answer, lines, page, stale)`, `conflict(lines, problem)`. */
  constructor(api, token, on) {
    Object.assign(this, { api, token, on, sheet: null, timer: 0, busy: false, pause: 1000 });
  }

  /** Whether something is not saved yet. */
  get waiting() {
    return this.busy || (this.sheet?.lines.some((line) => line.edit) ?? false);
  }

  /** Edit a line: `{text}` or `{confirmed: true}`. It is shown at once. */
  add(line, edit) {
    line.edit = edit;
    show(line, edit.text ?? null);
    this.on.state("waiting");
    if (!this.timer) this.later(DELAY);
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  /** Send all edits now; resolves when nothing waits any more, or the server refused. */
  async flush() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (this.busy) {
      await this.busy;
      return this.flush(); // edits that were made meanwhile
    }
    const lines = this.sheet?.lines.filter((line) => line.edit) ?? [];
    if (!lines.length) return undefined;
    this.busy = this.#send(this.sheet, lines);
    const again = await this.busy;
    this.busy = false;
    return again ? this.flush() : undefined;
  }

  async #send(sheet, lines) {
    const sent = lines.map((line) => line.edit);
    const edits = lines.map((line) => ({ ...sheet.place(line), ...line.edit }));
    try {
      const answer = await send("PATCH", `${this.api}pages/${sheet.number}/`, { revision: sheet.revision, edits }, {
        token: this.token, keepalive: true, Prefer: "return=minimal",
      });
      lines.forEach((line, number) => { if (line.edit === sent[number]) delete line.edit; });
      const stale = sheet.apply(answer);
      this.pause = 1000;
      this.on.state(sheet.lines.some((line) => line.edit) ? "waiting" : "saved");
      this.on.saved(answer, lines, sheet.number, stale);
      return sheet.lines.some((line) => line.edit);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (problem.passing) {
        this.on.state("offline", problem.title);
        this.later(problem.retryAfter ? problem.retryAfter * 1000 : this.pause);
        this.pause = Math.min(this.pause * 2, LONGEST);
      } else if (problem.code === "edit_conflict") {
        this.on.state("conflict");
        this.on.conflict(lines, problem);
      } else {
        for (const line of lines) {
          delete line.edit;
          show(line, line.text);
        }
        this.on.state("refused", `${problem.title}. ${problem.detail}`);
      }
      return false;
    }
  }
}
