// The table of a batch: rows come from the server; those of files that are not sent yet are made here.
import { announce } from "../copy.js";

const MOST = 50; // rows of unsent files; the others are counted
const html = (part) => part.outerHTML.replace(/(name="csrfmiddlewaretoken" value=)"[^"]*"/g, "$1").replace(/ open=""/g, "");
const SAID = { waiting: "waits to be sent", later: "waits to be sent", refused: "not sent" };

export class Table {
  constructor(root) {
    Object.assign(this, { root, rows: root.querySelector("#rows"), unsentRows: root.querySelector("#unsent"), on: {}, known: new Map(), sent: new Map() });
    for (const part of root.querySelectorAll("[data-part], #rows > tr")) this.sent.set(part.dataset.part ?? part.id, html(part));
  }

  /** Put what is new in `page` in place of the old. A menu or a field in use is left alone. */
  take(page) {
    let changed = false;
    const there = new Set([...page.querySelectorAll("#rows > tr")].map((row) => row.id));
    for (const part of page.querySelectorAll("#batch [data-part], #rows > tr")) changed = this.#put(part) || changed;
    for (const row of [...this.rows.children]) {
      if (there.has(row.id)) continue;
      this.sent.delete(row.id);
      row.remove();
      changed = true;
    }
    for (const message of page.querySelectorAll("main > .notice")) {
      this.root.before(document.adoptNode(message));
      announce(message.textContent.trim());
    }
    if (this.rows.children.length) document.getElementById("none")?.remove();
    this.root.dataset.open = page.getElementById("batch").dataset.open;
    if (changed) document.dispatchEvent(new CustomEvent("desk:swapped", { detail: [] }));
    return changed;
  }

  #put(part) {
    const name = part.dataset.part ?? part.id;
    const now = html(part);
    if (this.sent.get(name) === now) return false;
    const old = part.dataset.part ? this.root.querySelector(`[data-part=${name}]`) : document.getElementById(name);
    if (old?.querySelector("details[open]")) return false;
    this.sent.set(name, now);
    const focused = old?.contains(document.activeElement) ? document.activeElement : null;
    const fresh = document.adoptNode(part);
    if (old) old.replaceWith(fresh);
    else this.rows.append(fresh);
    if (focused) {
      const same = [...fresh.querySelectorAll(focused.tagName)].find((one) => one.textContent === focused.textContent);
      (same ?? fresh.querySelector("a, button, summary"))?.focus({ preventScroll: true });
    }
    return true;
  }

  /** Show a file that is not sent yet. */
  unsent(item) {
    let row = this.known.get(item);
    if (!row) {
      if (this.known.size >= MOST) return;
      row = this.#make(item);
      this.known.set(item, row);
      this.unsentRows.append(row);
      this.unsentRows.hidden = false;
    }
    const text = item.state === "sending" ? `sending ${Math.round(item.share * 100)} %` : SAID[item.state];
    const badge = row.querySelector(".badge");
    if (badge.textContent !== text) badge.textContent = text;
    badge.classList.toggle("failed", item.state === "refused");
    row.querySelector("[data-again]").hidden = item.state !== "refused";
    const problem = row.querySelector(".problem");
    problem.textContent = item.problem ? [item.problem.title, item.problem.detail].filter(Boolean).join(". ") : "";
    problem.hidden = !item.problem;
  }

  gone(item) {
    this.known.get(item)?.remove();
    this.known.delete(item);
    this.unsentRows.hidden = !this.known.size;
  }

  #make(item) {
    const row = document.getElementById("unsent-row").content.firstElementChild.cloneNode(true);
    const name = item.name || "Untitled";
    row.querySelector("[data-name]").textContent = name;
    for (const place of row.querySelectorAll("[data-of]")) place.textContent = ` ${name}`;
    row.querySelector("[data-again]").addEventListener("click", () => this.on.again(item));
    row.querySelector("[data-remove]").addEventListener("click", () => this.on.remove(item));
    return row;
  }

  /** Tell a problem above the table, until the next response. */
  trouble(problem) {
    const place = document.getElementById("trouble-batch");
    if (!problem) { place.replaceChildren(); return; }
    const box = document.createElement("div");
    box.className = "notice bad";
    box.setAttribute("role", "alert");
    const head = document.createElement("h2");
    head.textContent = problem.title;
    box.append(head, problem.detail ?? "");
    place.replaceChildren(box);
  }
}
