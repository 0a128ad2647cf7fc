// The page of one document: follows the reading, and shows each page's text as soon as it is finished.
import { Problem, get } from "./api.js";
import { announce, named, plain, use } from "./copy.js";
import { panel, signedOut } from "./send.js";
import { show } from "./text.js";

const root = document.getElementById("document");
const pages = document.getElementById("pages");
const template = document.getElementById("page-template");
const copyAll = document.querySelector("[data-copy=all]");
const { api, token, total } = root.dataset;
const first = Number(root.dataset.first);
const last = Number(root.dataset.last);
const again = "again" in root.dataset; // it is read again, and the earlier text is shown meanwhile
const auth = { token: token || undefined };

const ENDED = new Set(["succeeded", "partial", "failed", "canceled"]);
const WAIT = 20;
const CHUNK = 25;
const PATIENCE = 4000; // ms that a copy waits for the server: a browser forgets the click after 5 s

const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
const percent = (share) => (share == null ? "" : `${Math.floor(share * 100 + 1e-9)} % sure`);
const sure = (share, check) => [percent(share), check].filter(Boolean).join(", ");
const shown = (number) => document.getElementById(`page-${number}`);

function place(section, number) {
  const after = [...pages.children].find((other) => Number(other.dataset.number) > number);
  pages.insertBefore(section, after ?? null);
}

/** What the server says about a page, in words: a language that is missing, a part that was left out. */
function notes(number, problems) {
  const box = document.createElement("div");
  box.className = "notes";
  box.setAttribute("role", "note");
  box.setAttribute("aria-label", `About page ${number}`);
  for (const { code, detail } of problems) {
    const one = document.getElementById("note-template").content.firstElementChild.cloneNode(true);
    one.querySelector("[data-detail]").textContent = detail;
    for (const more of one.querySelectorAll("[data-for]")) if (more.dataset.for !== code) more.remove();
    for (const name of one.querySelectorAll("[data-data]")) name.textContent = detail.match(/trained data '(\w+)'/)?.[1] ?? "";
    box.append(one);
  }
  return box;
}

function addPage(page, { blank, check = false }) {
  const { number, text, confidence, problems = [], tables = [] } = page;
  if (shown(number)) return;
  const section = template.content.firstElementChild.cloneNode(true);
  const [title, body, empty, button] = ["h2", ".text", ".blank", "button"].map((name) => section.querySelector(name));
  section.id = `page-${number}`;
  section.dataset.number = number;
  title.id = `page-${number}-title`;
  title.textContent = `Page ${number}`;
  section.setAttribute("aria-labelledby", title.id);
  section.querySelector("[data-sure]").textContent = text ? sure(confidence, check && "please check") : "";
  button.dataset.copy = `#page-${number} .text`;
  button.lastElementChild.textContent = ` page ${number}`;
  show(body, page);
  body.setAttribute("aria-label", `Text of page ${number}`);
  empty.textContent = blank;
  (text ? empty : body).remove();
  button.hidden = !text;
  if (problems.length) section.querySelector("header").after(notes(number, problems));
  illustrate(section, page);
  place(section, number);
  if (tables.length) offerTables();
  if (text) copyAll.hidden = false;
}

/** The page's picture beside its text, if the document has several pages and needs no password for it. */
function illustrate(section, { number, width, height }) {
  const image = section.querySelector(".beside img");
  if (!image) return;
  if (!width) { image.parentElement.remove(); return; }
  const way = (pixels) => `${api}pages/${number}/image?width=${pixels}${token ? `&token=${encodeURIComponent(token)}` : ""}`;
  section.classList.add("pictured");
  Object.assign(image, { alt: `Picture of page ${number}`, width, height, srcset: `${way(800)} 800w, ${way(1600)} 1600w`, src: way(800) });
}

/** A picture that the server had no time to make is asked for again, a few times. */
function tryAgain({ target: image }) {
  if (!image.matches?.(".beside img")) return;
  const tries = Number(image.dataset.tries ?? 0) + 1;
  image.dataset.tries = tries;
  if (tries > 5) {
    image.closest(".page").classList.remove("pictured");
    image.parentElement.remove();
  } else setTimeout(() => { image.srcset = `${image.srcset}`; }, tries * 1500);
}

/** The formats that hold nothing but tables. */
function offerTables() {
  for (const one of document.querySelectorAll("[data-tables]")) one.hidden = false;
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
  const reason = (number) => state.problems.find((problem) => problem.page === number)?.detail ?? "";
  const mine = state.pages.filter((page) => page.number >= first && page.number <= last && !shown(page.number));
  const done = mine.filter((page) => page.status === "succeeded").map((page) => page.number);
  const unsure = new Set(mine.filter((page) => page.needs_review).map((page) => page.number));
  for (let start = 0; start < done.length; start += CHUNK) {
    const some = done.slice(start, start + CHUNK);
    for (const page of await results(some)) {
      addPage(page, { blank: "No text was found on this page.", check: unsure.has(page.number) });
      if (page.rotation) turnPicture();
    }
  }
  for (const page of mine.filter((one) => one.status === "failed")) {
    addPage({ number: page.number, text: "" }, { blank: `This page could not be read. ${reason(page.number)}` });
  }
}

/** The page was turned upright when it was read: its picture is another one now, under an address not asked for yet. */
function turnPicture() {
  const image = document.querySelector("#picture img");
  if (!image) return;
  for (const name of ["width", "height"]) image.removeAttribute(name);
  image.srcset = image.srcset.replaceAll(/(\?width=\d+)/g, "$1&format=webp");
  image.src = image.src.replace(/(\?width=\d+)/, "$1&format=webp");
}

/** A time to wait in words, rounded up; nothing when the server cannot tell. */
function about(seconds) {
  if (seconds == null) return "";
  if (seconds <= 10) return "a few seconds";
  if (seconds <= 55) return `about ${Math.ceil(seconds / 10) * 10} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return `about ${minutes <= 90 ? plural(minutes, "minute") : plural(Math.ceil(minutes / 60), "hour")}`;
}

function sentence({ status, estimate_seconds: seconds, progress: { done, total } }) {
  const time = about(seconds);
  if (status === "queued") return time ? `Waiting for its turn. The text is here in ${time}.` : "Waiting for its turn…";
  if (!total) return "Looking at the file…";
  const left = time ? `, ${time} left…` : "…";
  if (total === 1) return `Reading${left}`;
  return done ? `Reading, ${done} of ${total} pages done${left}` : `Reading ${total} pages${left}`;
}

function pleaseCheck(numbers) {
  if (!numbers.length) return "";
  if (Number(total) === 1) return "please check";
  return numbers.length === 1 ? `please check page ${numbers[0]}` : `please check ${numbers.length} pages`;
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
  offer(done > 0 || again);
}

function notice(title, detail, way) {
  const box = document.createElement("div");
  box.className = "notice bad";
  box.setAttribute("role", "alert");
  const head = document.createElement("h2");
  head.textContent = title;
  const text = document.createElement("p");
  text.textContent = detail;
  box.append(head, text);
  if (way) box.append(way);
  document.getElementById("problems").replaceChildren(box);
  return box;
}

const ENDING = {
  succeeded: "Done",
  partial: "Some pages could not be read",
  failed: "The document could not be read",
  canceled: "Canceled",
};

/** Why pages failed, each reason once; problems of pages that were read stand with their pages. */
function whyFailed(state) {
  const failed = new Set(state.pages.filter((page) => page.status === "failed").map((page) => page.number));
  const details = state.problems.filter((problem) => failed.has(problem.page)).map((problem) => problem.detail);
  return [...new Set(details)].slice(0, 5).join(" ");
}

function finish(state) {
  document.getElementById("reading").hidden = true;
  document.getElementById("again").hidden = false;
  document.getElementById("picture")?.classList.remove("scan");
  root.dataset.status = state.status;
  const read = state.pages.filter((page) => page.status === "succeeded");
  offer(read.length > 0);
  if (Number(total) > last) { // the pages that are not shown may have tables and text
    offerTables();
    copyAll.hidden = false;
  }
  document.querySelector("[data-no-tables]").hidden = !document.querySelector("[data-tables]").hidden;
  const unsure = state.pages.filter((page) => page.needs_review).map((page) => page.number);
  document.querySelector("#facts [data-sure]").textContent = sure(state.confidence, pleaseCheck(unsure));
  if (state.status !== "succeeded") notice(ENDING[state.status], whyFailed(state));
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
      if (!again) await fetchPages(state);
      if (ENDED.has(state.status)) {
        if (again) location.reload();
        else finish(state);
        return;
      }
      pause = 1000;
      wait = WAIT;
      await sleep(Math.min(state.progress.total * 5, 5000)); // a response lists every page: more pages, fewer requests
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

/** The document is not to be had any more: it was deleted, or the session ended. */
async function stop(problem) {
  document.getElementById("reading").hidden = true;
  document.getElementById("picture")?.classList.remove("scan");
  if (problem.status === 404 && await signedOut()) {
    const way = document.createElement("a");
    way.href = `${panel.dataset.login}?next=${encodeURIComponent(location.pathname + location.search)}`;
    way.textContent = "Log in";
    notice("You are signed out", "The reading goes on. Log in to see the rest.", way);
  } else notice(problem.title, problem.detail);
}

/** What a button copies: what is on the screen if that is the whole, so that it works without the server; else what the
 * server has, and the pages shown when it is away. */
async function source(button) {
  if (button.dataset.copy !== "all") return named(button);
  const here = [...pages.querySelectorAll(".text")].map(plain).join("\n\n");
  if (pages.childElementCount === Number(total)) return here;
  try {
    const answer = await fetch(document.querySelector("#actions a[download]").href, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.ok) return (await answer.text()).replaceAll("\f", "\n");
  } catch {
    // unreachable: handled below
  }
  notice("Only the pages shown were copied", "The server could not be reached for the others. Try again for the whole text.");
  return here;
}

use(source);
pages.addEventListener("error", tryAgain, true);
// A picture that failed before this script was loaded has no size of its own.
for (const image of pages.querySelectorAll(".beside img")) if (image.complete && image.currentSrc && !image.naturalWidth) tryAgain({ target: image });
if (!ENDED.has(root.dataset.status)) follow();

// The list of formats covers the page: it closes at a click elsewhere, or at Escape.
const formats = document.querySelector("details.formats");
document.addEventListener("click", (event) => { if (!formats.contains(event.target)) formats.open = false; });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !formats.open) return;
  formats.open = false;
  formats.querySelector("summary").focus();
});
