// The matches of a search, one after the other: `g` the next one, `G` the one before, also on other pages.
import { announce } from "../copy.js";
import { add } from "./keys.js";
import { scroll } from "./view.js";
import { caretAt } from "./words.js";
import { go } from "./visit.js";

const root = document.getElementById("document");
let at = -1; // of the matches on the page
const FIELD = () => document.getElementById("q");

/** The matches in the text: a match of several words has an element for each, one beside the other. */
function matches() {
  const groups = [];
  for (const mark of root.querySelectorAll(".text mark")) {
    const last = groups.at(-1)?.at(-1);
    const between = last && document.createRange();
    if (between) {
      between.setStartAfter(last);
      between.setEndBefore(mark);
    }
    if (between && between.toString() === "") groups.at(-1).push(mark);
    else groups.push([mark]);
  }
  return groups;
}

function show(found, index) {
  for (const mark of root.querySelectorAll("mark.at")) mark.classList.remove("at");
  for (const mark of found[index]) mark.classList.add("at");
  at = index;
  const span = found[index][0].closest("[data-w]");
  if (span) {
    scroll(span);
    caretAt(Number(span.dataset.w), "picture");
  }
  announce(`${index + 1} of ${found.length} on this page`);
}

async function step(by) {
  if (!document.getElementById("found")) { FIELD().focus(); return; }
  const found = matches();
  const next = at < 0 && by < 0 ? -1 : at + by;
  if (next >= 0 && next < found.length) { show(found, next); return; }
  const way = root.querySelector(`#found a[rel=${by > 0 ? "next" : "prev"}]`);
  if (!way) announce(by > 0 ? "No match after this one" : "No match before this one");
  else if (await go(way.href)) {
    const there = matches();
    if (there.length) show(there, by > 0 ? 0 : there.length - 1);
  }
}

/** Let keys and buttons lead from match to match. */
export function finding() {
  add({ g: () => { step(1); }, G: () => { step(-1); }, "/": () => { FIELD().focus(); } });
  root.addEventListener("desk:swapped", ({ detail }) => { if (detail.includes("text")) at = -1; });
  root.addEventListener("click", ({ target }) => {
    const by = target.closest("button[data-match]")?.dataset.match;
    if (by) step(Number(by));
  });
}
