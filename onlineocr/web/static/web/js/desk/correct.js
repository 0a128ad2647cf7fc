// Correction: from doubtful word to doubtful word by keys, saved while one goes on.
import { Problem, get, send } from "../api.js";
import * as again from "./correct/again.js";
import { listen } from "./correct/deeds.js";
import * as editor from "./correct/editor.js";
import { clear, mark } from "./correct/marker.js";
import { Saver } from "./correct/saver.js";
import { Sheet, show } from "./correct/sheet.js";
import { notice } from "./notice.js";
import { forget, page as fetchPage } from "./pages.js";
import { addressOf, beforeLeaving, fetchPicture, refresh, visit } from "./visit.js";

const root = document.getElementById("document");
const status = document.getElementById("saved");
const { api } = root.dataset;
const token = root.dataset.token || undefined;
const IDLE = 4000; // ms after the last save until the desk is fetched again
const LAST = 999999999;
const NEARLY = 3; // doubtful words left on a page when the next one is fetched ahead
const SAID = { waiting: "Saving…", saved: "Saved", conflict: "Not saved: somebody else changed the line" };

let sheet = null;
let here = null; // {line, word} in the editor
let idle = 0;
let ahead = 0; // page whose next one was fetched ahead
let conflicts = []; // {line, edit, met}
const done = []; // what can be undone: {line} until it is saved, then {page, revision}
const seen = new Set(); // words that `N` has shown

const tell = (text) => { status.textContent = text; };
const number = () => Number(root.dataset.page);

const saver = new Saver(api, token, {
  state: (name, detail) => tell(name === "offline" ? `Not saved yet. ${detail}` : SAID[name] ?? detail),
  saved,
  conflict: (lines, problem) => conflict(lines, problem).catch(trouble),
});

/** The page's lines, fetched once. */
async function ready() {
  if (!sheet) take(new Sheet(await fetchPage()));
  return sheet;
}

function take(other) {
  sheet = saver.sheet = other;
}

function saved({ revision, doubts }, lines, page, stale) {
  for (let index = done.length - 1; index >= 0; index -= 1) if (lines.includes(done[index].line)) done.splice(index, 1);
  done.push({ page, revision });
  if (page !== number()) return;
  count(doubts);
  later(stale ? 0 : IDLE);
}

function count({ page, document: all }) {
  const place = root.querySelector(".doubts");
  if (!place) return;
  if (!all) place.textContent = "No doubtful words";
  else if (root.dataset.total === "1") place.textContent = `${page} doubtful word${page === 1 ? "" : "s"}`;
  else place.textContent = `${page} doubtful here, ${all} in all`;
}

/** Fetch the desk again once nothing waits: its boxes, notes and thumbnails follow. */
function later(delay) {
  clearTimeout(idle);
  idle = setTimeout(() => {
    if (saver.waiting) later(IDLE);
    else refresh().catch(() => {});
  }, delay);
}

root.addEventListener("desk:swapped", ({ detail }) => {
  if (!sheet) return;
  if (sheet.number !== number()) {
    leave();
    take(null);
  } else if (sheet.revision === Number(root.dataset.revision)) {
    if (detail.includes("text")) sheet.bind();
    if (here) mark(here.line, here.word, sheet);
  } else if (!saver.waiting && !here) take(null);
});

function open(found) {
  here = found;
  editor.contest(null);
  editor.open(here.line, here.word, sheet);
  mark(here.line, here.word, sheet);
}

function leave() {
  if (conflicts.length) { settle(false); return; }
  if (!here) return;
  editor.close();
  clear();
  here = null;
  root.querySelector(".text")?.focus({ preventScroll: true });
}

/** Go to the next (1) or previous (-1) doubtful word, on another page if need be. Return whether there is one. */
async function go(step) {
  const { lines } = await ready();
  const start = here ?? (step > 0 ? { line: lines[0], word: -1 } : { line: lines.at(-1), word: LAST });
  const found = sheet.next(start, step);
  if (!found) return goBeyond(step);
  open(found);
  if (step > 0 && sheet.doubts().length <= NEARLY) fetchAhead(number()).catch(() => {});
  return true;
}

/** Have the picture of the next page with a doubtful word made before it is shown. */
async function fetchAhead(page) {
  if (ahead === page) return;
  ahead = page;
  const { results: [word] } = await get(`${api}review/?order=reading&limit=1&after=${page}.${LAST}.0.0`, { token });
  if (word) fetchPicture(word.page);
}

async function goBeyond(step) {
  await saver.flush();
  const place = step > 0 ? `after=${number()}.${LAST}.0.0` : `before=${number()}.0.0.0`;
  const { results: [word], count: left } = await get(`${api}review/?order=reading&limit=1&${place}`, { token });
  if (word) await openAt(word);
  else if (await goToAnother(step)) return true;
  else tell(left ? `No doubtful word ${step > 0 ? "after" : "before"} this one, ${left} in all` : "No doubtful word is left");
  return Boolean(word);
}

/** In a batch: open the next document with a doubtful word. */
async function goToAnother(step) {
  const { batch, batchApi, id } = root.dataset;
  if (!batch) return false;
  const { results: [word] } = await get(`${batchApi}review/?limit=1&${step > 0 ? "after" : "before"}=${id}`, { token });
  if (!word) return false;
  const address = new URL(location.href.replace(id, word.document));
  address.searchParams.set("page", word.page);
  address.hash = step > 0 ? "review" : "review-back";
  location.assign(address);
  return true;
}

async function openAt({ page, block, line, word }) {
  if (page !== number() && !await visit(addressOf(page))) return;
  await ready();
  const found = sheet.at(block, line);
  if (found) open({ line: found, word });
}

/** Go to the most doubtful word that was not shown yet. */
async function goByDoubt() {
  await ready();
  await saver.flush();
  const { results } = await get(`${api}review/?limit=100`, { token });
  const name = (word) => [word.page, word.block, word.line, word.word, word.text].join();
  const word = results.find((one) => !seen.has(name(one)));
  if (!word) { tell("No other doubtful word"); return; }
  seen.add(name(word));
  await openAt(word);
}

function change(line, edit) {
  done.push({ line });
  saver.add(line, edit);
}

/** Save the line as it is in the field, or confirm it, and go on. */
async function save({ confirm = false } = {}) {
  if (conflicts.length) { settle(true); return; }
  const { line } = here;
  const edit = editor.changed() ? { text: editor.text() } : confirm ? { confirmed: true } : null;
  if (edit) change(line, edit);
  if (!await go(1) && edit) leave();
}

/** Take the last edit back: one that was not sent yet, or a revision. */
async function undo() {
  await saver.busy;
  const last = done.pop();
  if (!last) { tell("Nothing to undo"); return; }
  if (last.line) {
    delete last.line.edit;
    show(last.line, last.line.text);
    open({ line: last.line, word: -1 });
    tell("Undone");
    return;
  }
  await saver.flush();
  const address = `${api}pages/${last.page}/revisions/${last.revision}/undo`;
  const answer = await send("POST", address, null, { token, Prefer: "return=minimal" });
  tell("Undone");
  count(answer.doubts);
  if (last.page !== number()) {
    if (!await visit(addressOf(last.page))) return;
  } else if (sheet?.apply(answer)) await anew();
  await ready();
  const [first] = answer.changes;
  const line = first && sheet.at(first.block, first.line);
  if (line) {
    show(line, line.text);
    open({ line, word: -1 });
  }
  later(IDLE);
}

/** Fetch the desk and the page's lines again. */
async function anew() {
  leave();
  take(null);
  forget();
  await refresh();
}

/** Nothing was saved: take the newest page, keep the edits of other lines, and show both readings of these. */
async function conflict(lines, { body }) {
  const edits = lines.map((line) => line.edit);
  take(null);
  forget();
  await refresh().catch(() => {});
  await ready();
  for (const [index, line] of lines.entries()) {
    const met = body.conflicts.find((one) => one.edit === index);
    if (met) conflicts.push({ line: met.text === null ? null : sheet.at(met.block, met.line), edit: edits[index], met });
    else {
      const now = sheet.lines.find((one) => one.text === line.text && String(one.box) === String(line.box));
      if (now) saver.add(now, edits[index]);
    }
  }
  for (let index = done.length - 1; index >= 0; index -= 1) if (done[index].line) done.splice(index, 1);
  showConflict();
}

function showConflict() {
  const [first] = conflicts;
  if (!first) return;
  if (!first.line) {
    conflicts.shift();
    tell("The line that you changed was deleted by somebody else");
    showConflict();
    return;
  }
  open({ line: first.line, word: -1 });
  editor.contest(first.met, first.edit.text ?? first.line.text);
  if (first.edit.text !== undefined) editor.input.value = first.edit.text;
  tell(SAID.conflict);
}

/** End a conflict with one's own reading, or with the other one. */
function settle(mine) {
  const { line } = conflicts.shift();
  editor.contest(null);
  if (mine && editor.changed()) change(line, { text: editor.text() });
  else tell("Kept as it is");
  if (conflicts.length) showConflict();
  else act("next");
}

/** Read a part of the page again, or the page turned. */
async function read(what, body) {
  const page = number();
  await saver.flush();
  leave();
  tell(what === "rotate" ? "The page is turned and read again…" : "Reading it again…");
  const { problem, revision } = await again.read(api, token, page, what, body);
  if (problem) notice("It could not be read again", problem.detail);
  else if (revision && what === "reread") done.push({ page, revision });
  if (!problem && page === number()) await anew();
  tell(problem ? "" : "Read again");
}

function trouble(problem) {
  if (!(problem instanceof Problem)) throw problem;
  tell([problem.title, problem.detail].filter(Boolean).join(". "));
}

const padded = ([left, top, right, bottom], by) => [
  Math.max(0, left - by), Math.max(0, top - by), Math.min(sheet.width, right + by), Math.min(sheet.height, bottom + by),
];
const DEEDS = {
  next: () => go(1),
  previous: () => go(-1),
  worst: goByDoubt,
  save: () => save(),
  confirm: () => save({ confirm: true }),
  leave,
  undo,
  mine: () => settle(true),
  theirs: () => settle(false),
  reread: () => read("reread", { box: padded(here.line.box, 4), replace: true }),
  draw: () => again.draw((box) => read("reread", { box }).catch(trouble)),
  stop: again.cancel,
  left: () => read("rotate", { turn: 270 }),
  right: () => read("rotate", { turn: 90 }),
};
const READERS = new Set(["stop", "leave"]); // possible without a text

/** Do the deed `name`, and tell its problem. */
export function act(name) {
  if (root.dataset.revision || READERS.has(name)) Promise.resolve().then(DEEDS[name]).catch(trouble);
}

/** Correct the line of word `number` of the page. */
export async function edit(number) {
  if (!root.dataset.revision) return;
  const { lines } = await ready();
  const span = root.querySelector(`.text [data-w="${number}"]`);
  const line = lines.find((one) => one.spans.includes(span));
  if (line) open({ line, word: Math.min(line.spans.indexOf(span), line.words.length - 1) });
}

listen(act);
beforeLeaving(() => saver.flush());
addEventListener("pagehide", () => saver.flush());
