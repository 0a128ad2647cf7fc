// One document: follows the reading page by page, and shows each page's text as soon as it is there.
import { Problem, get } from "./api.js";
import { announce, listen } from "./copy.js";

const root = document.getElementById("document");
const pages = document.getElementById("pages");
const template = document.getElementById("page-template");
const { api, token } = root.dataset;
const first = Number(root.dataset.first);
const last = Number(root.dataset.last);
const auth = { token: token || undefined };

const ENDED = new Set(["succeeded", "partial", "failed", "canceled"]);
const WAIT = 20;
const CHUNK = 25;

const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
const percent = (share) => (share == null ? "" : `${Math.floor(share * 100 + 1e-9)} % sure`);
const shown = (number) => document.getElementById(`page-${number}`);

function place(section, number) {
  const after = [...pages.children].find((other) => Number(other.dataset.number) > number);
  pages.insertBefore(section, after ?? null);
}

function addPage({ number, text, confidence }, blank) {
  if (shown(number)) return;
  const section = template.content.firstElementChild.cloneNode(true);
  const [title, body, empty, button] = ["h2", ".text", ".blank", "button"].map((name) => section.querySelector(name));
  section.id = `page-${number}`;
  section.dataset.number = number;
  title.id = `page-${number}-title`;
  title.textContent = `Page ${number}`;
  section.setAttribute("aria-labelledby", title.id);
  section.querySelector("[data-sure]").textContent = text ? percent(confidence) : "";
  button.dataset.copy = `#page-${number} .text`;
  button.lastElementChild.textContent = ` page ${number}`;
  body.textContent = text;
  body.setAttribute("aria-label", `Text of page ${number}`);
  empty.textContent = blank;
  (text ? empty : body).remove();
  button.hidden = !text;
  place(section, number);
}

/** The results of some pages; none when the server has them not yet. */
async function results(numbers) {
  try {
    return (await get(`${api}result?format=json&pages=${numbers.join(",")}`, auth)).pages;
  } catch (problem) {
    if (problem.status === 409) return [];
    throw problem;
  }
}

/** Fetch and show the pages that are done and not shown yet, a bounded number at a time. */
async function fetchPages(state) {
  const reasons = new Map(state.problems.map((problem) => [problem.page, problem.detail]));
  const mine = state.pages.filter((page) => page.number >= first && page.number <= last && !shown(page.number));
  const done = mine.filter((page) => page.status === "succeeded").map((page) => page.number);
  for (let start = 0; start < done.length; start += CHUNK) {
    const some = done.slice(start, start + CHUNK);
    for (const page of await results(some)) addPage(page, "No text was found on this page.");
  }
  for (const page of mine.filter((one) => one.status === "failed")) {
    addPage({ number: page.number, text: "" }, `This page could not be read. ${reasons.get(page.number) ?? ""}`);
  }
}

function sentence({ status, progress: { done, total } }) {
  if (status === "queued") return "Waiting for its turn…";
  if (!total) return "Looking at the file…";
  if (total === 1) return "Reading…";
  if (!done) return `Reading ${total} pages…`;
  return `Reading, ${done} of ${total} pages done…`;
}

/** What can be done with a document that has some text. */
function offer(readable) {
  for (const name of ["actions", "finder"]) document.getElementById(name).hidden = !readable;
}

function showProgress(state) {
  const { done, total } = state.progress;
  const bar = document.getElementById("bar");
  const said = sentence(state);
  if (total > 1 && state.status === "running") { bar.max = total; bar.value = done; } else bar.removeAttribute("value");
  const line = document.getElementById("said");
  if (line.textContent !== said) { line.textContent = said; announce(said); }
  document.querySelector("#facts [data-count]").textContent = total ? plural(total, "page") : "";
  offer(done > 0);
}

function notice(title, detail) {
  const box = document.createElement("div");
  box.className = "notice bad";
  box.setAttribute("role", "alert");
  const head = document.createElement("h2");
  head.textContent = title;
  const text = document.createElement("p");
  text.textContent = detail;
  box.append(head, text);
  document.getElementById("problems").replaceChildren(box);
  return box;
}

const ENDING = {
  succeeded: "Done",
  partial: "Some pages could not be read",
  failed: "The document could not be read",
  canceled: "Canceled",
};

function finish(state) {
  document.getElementById("reading").hidden = true;
  document.getElementById("picture")?.classList.remove("scan");
  root.dataset.status = state.status;
  const read = state.pages.filter((page) => page.status === "succeeded");
  offer(read.length > 0);
  const sure = read.map((page) => page.confidence).filter((value) => value != null);
  if (sure.length) document.querySelector("#facts [data-sure]").textContent = percent(sure.reduce((a, b) => a + b) / sure.length);
  if (state.status !== "succeeded") notice(ENDING[state.status], [...new Set(state.problems.map((problem) => problem.detail))].slice(0, 5).join(" "));
  announce(`${ENDING[state.status]}. ${plural(read.length, "page")} read.`);
}

/** Follow the reading to its end; a broken line is told and tried again, ever more slowly. */
async function follow() {
  let pause = 1000;
  let wait = 0;
  for (;;) {
    try {
      const state = await get(`${api}?wait=${wait}`, auth);
      document.getElementById("problems").replaceChildren();
      showProgress(state);
      await fetchPages(state);
      if (ENDED.has(state.status)) { finish(state); return; }
      pause = 1000;
      wait = WAIT;
      await sleep(Math.min(state.progress.total * 5, 5000)); // an answer names every page: many pages, fewer questions
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (!problem.passing) { stop(problem); return; }
      notice(problem.title, "The reading goes on. This page tries to reach it again.");
      await sleep(problem.retryAfter ? problem.retryAfter * 1000 : pause);
      pause = Math.min(pause * 2, 15000);
      wait = 0;
    }
  }
}

function stop(problem) {
  document.getElementById("reading").hidden = true;
  document.getElementById("picture")?.classList.remove("scan");
  notice(problem.title, problem.detail);
}

/** What a button copies; the whole text comes from the server, since this page may show a part. */
async function source(button) {
  if (button.dataset.copy !== "all") return document.querySelector(button.dataset.copy)?.textContent ?? "";
  const answer = await fetch(document.querySelector("#actions a[download]").href);
  return answer.ok ? (await answer.text()).replaceAll("\f", "\n") : [...pages.querySelectorAll(".text")].map((text) => text.textContent).join("\n\n");
}

listen(source);
if (!ENDED.has(root.dataset.status)) follow();
