// The page of a batch: sends the files that wait in this browser, and follows the reading of all.
import { Problem, get } from "./api.js";
import { Sender, items } from "./batch/sender.js";
import * as store from "./batch/store.js";
import { Table } from "./batch/table.js";
import { announce } from "./copy.js";
import { panel } from "./send.js";

const root = document.getElementById("batch");
const token = root.dataset.token || undefined;
const table = new Table(root);
const [SOON, LONGEST] = [1200, 10000]; // ms between two looks at the batch
const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

let wake = () => {};
let stale = false; // something has changed since the batch was last asked for, perhaps while the response was under way
let all = 0;

function poke() {
  stale = true;
  wake();
}

const sender = new Sender({
  url: panel.dataset.upload, batch: root.dataset.id, token, most: Number(panel.dataset.maxBytes),
  on: {
    changed: (item) => { table.unsent(item); tell(); },
    sent: (item) => {
      store.forget(item.key).catch(() => {});
      table.gone(item);
      tell();
      poke();
    },
  },
});
table.on = {
  again: (item) => sender.again(item),
  remove: (item) => {
    sender.remove(item);
    store.forget(item.key).catch(() => {});
    table.gone(item);
    tell();
  },
};

function tell() {
  const left = sender.queue.filter((item) => item.state !== "refused");
  const now = left.find((item) => item.state === "sending");
  const done = all - sender.queue.length;
  const box = document.getElementById("sent");
  box.hidden = !left.length;
  if (!left.length) return;
  const waits = left.find((item) => item.state === "later");
  document.getElementById("sent-said").textContent = waits
    ? `${waits.problem.title}. The rest is sent as soon as possible.`
    : `Sending, ${done} of ${all} file${all === 1 ? "" : "s"} sent`;
  document.getElementById("sent-bar").value = (100 * (done + (now?.share ?? 0))) / all;
}

/** Take files that were chosen, dropped or pasted on this page. */
async function take(files) {
  const more = items([...files]);
  await store.keep(root.dataset.id, more).catch(() => {});
  start(more);
}

function start(more) {
  if (!more.length) return;
  all = (sender.busy ? all : 0) + more.length;
  announce(`${more.length} file${more.length === 1 ? "" : "s"} to send`);
  sender.add(more);
}

const poked = () => new Promise((resolve) => { wake = resolve; });

/** Look at the batch every few seconds while something happens, more slowly the longer nothing does. */
async function follow() {
  for (let pause = SOON; ;) {
    if (!stale && !Number(root.dataset.open) && !sender.busy) await poked();
    stale = false;
    const began = Date.now();
    try {
      const changed = table.take(await load(location.href));
      pause = changed ? SOON : Math.min(pause * 1.5, LONGEST);
      table.trouble();
      if (changed && !Number(root.dataset.open) && !sender.busy) announce("All files are read");
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      table.trouble(problem);
      if (!problem.passing) return;
      pause = Math.min(pause * 2, LONGEST);
    }
    const least = Math.max(SOON, 3 * (Date.now() - began)); // a large table costs more: look less often
    await Promise.race([sleep(Math.max(pause, least)), sleep(least).then(() => stale || poked())]);
  }
}

/** Fetch the page as the server has it; throws Problem. */
async function load(address, options = {}) {
  let answer;
  try {
    answer = await fetch(address, { credentials: "same-origin", ...options });
  } catch {
    throw new Problem({ title: "The connection was lost", detail: "This page tries to reach the server again." });
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (answer.ok && page.getElementById("batch")) return page;
  throw new Problem({ title: page.querySelector("h1")?.textContent ?? "The server answered with an error", detail: "", status: answer.status });
}

// The forms of the rows: the page stays, as it may be sending.
root.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.id === "adding" || !form.querySelector("[name=deed]")) return;
  event.preventDefault();
  const data = new FormData(form);
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  try {
    table.take(await load(form.action, { method: "POST", body: new URLSearchParams(data) }));
    poke();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    table.trouble(problem);
  } finally {
    for (const button of form.querySelectorAll("button")) button.disabled = false;
  }
});
const adding = document.getElementById("adding");
adding?.elements.file.addEventListener("change", ({ target }) => {
  take(target.files);
  target.value = "";
});
if (adding) {
  document.addEventListener("web:files", (event) => {
    event.preventDefault();
    take(event.detail);
  });
}
document.addEventListener("click", (event) => {
  for (const menu of root.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
addEventListener("beforeunload", (event) => { if (table.lost && sender.busy) event.preventDefault(); });

/** Files that another page kept for this one, or that an earlier visit did not send. Of two tabs, one sends. */
async function resume() {
  const send = async () => {
    const waiting = await store.kept(root.dataset.id).catch(() => []);
    start(waiting);
    while (sender.busy) await sleep(500);
  };
  store.tidy().catch(() => {});
  if (navigator.locks) await navigator.locks.request(`onlineocr-${root.dataset.id}`, send);
  else await send();
}

get(`${root.dataset.api}?page_size=1`, { token }).then(() => adding && resume()).catch((problem) => table.trouble(problem));
follow();
