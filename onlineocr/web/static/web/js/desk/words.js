// The words of the page on its picture: a box for each; the word under the mouse or at the caret is marked on both sides.
import { mark, outline, unmark } from "./frames.js";
import { add } from "./keys.js";
import { page } from "./pages.js";
import { bring, correcting, pointOf, scroll } from "./view.js";
import { selecting } from "./words/selecting.js";

const root = document.getElementById("document");
const scan = document.getElementById("scan");
const toggle = scan.querySelector("[data-boxes]");
const REVIEW_BELOW = 0.9;
const SVG = "http://www.w3.org/2000/svg";
const PATIENCE = 250; // ms on a word before the other side follows: a mouse on its way moves nothing

let words = []; // of the page, in the order of the numbers in the text
let size = { width: 1, height: 1 };
let caret = null; // number of the word at the caret
let shown = null;
let waiting = 0;

const certain = ({ confidence, corrected }) => confidence === null || confidence >= REVIEW_BELOW || corrected;
const spans = (number) => root.querySelectorAll(`.text [data-w="${number}"]`);
const inside = ([left, top, right, bottom], { x, y }) => x >= left && x <= right && y >= top && y <= bottom;

/** The number of the word at the point of an event on the picture; null if there is none. */
export function wordAt(event) {
  if (!words.length || !event.target.closest?.("#view")) return null;
  const point = pointOf(event, size);
  const found = words.findIndex(({ box }) => inside(box, point));
  return found < 0 ? null : found;
}

/** The number of the word nearest to that point, one in the same row before those above and below. */
export function nearest(event) {
  const { x, y } = pointOf(event, size);
  let [best, least] = [null, Infinity];
  for (const [number, { box: [left, top, right, bottom] }] of words.entries()) {
    const away = Math.max(left - x, x - right, 0) + 4 * Math.max(top - y, y - bottom, 0);
    if (away < least) [best, least] = [number, away];
  }
  return best;
}

/** Mark words on the picture as selected. */
export function pick(numbers) {
  if (numbers.length) mark("picked", numbers.filter((number) => words[number]).map((number) => words[number].box), size);
  else unmark("picked");
}

/** Mark a word on both sides; null: the one at the caret. With `follow` "picture" or "text", bring it into view there. */
function show(number, follow = "") {
  const wanted = number ?? caret;
  clearTimeout(waiting);
  if (follow && wanted !== null && !correcting()) {
    waiting = setTimeout(() => {
      if (follow === "picture" && words[wanted]) bring(words[wanted].box, size);
      else if (follow === "text" && spans(wanted).length) scroll(spans(wanted)[0]);
    }, PATIENCE);
  }
  if (wanted === shown) return;
  shown = wanted;
  for (const span of root.querySelectorAll(".text .here")) span.classList.remove("here");
  if (wanted === null || !words[wanted]) { unmark("here"); return; }
  for (const span of spans(wanted)) span.classList.add("here");
  mark("here", [words[wanted].box], size);
}

/** The caret has come to a word; null: it left the text. */
export function caretAt(number, follow) {
  caret = number;
  show(null, follow);
}

function hover(event) {
  if (event.pointerType !== "mouse" || event.buttons) return;
  const pane = event.target.closest("#view");
  const span = event.target.closest(".text [data-w]");
  const number = pane ? wordAt(event) : span ? Number(span.dataset.w) : null;
  pane?.classList.toggle("on-word", number !== null);
  if (number === null ? shown !== caret : number !== shown) show(number, number === null ? "" : pane ? "text" : "picture");
}

/** Draw the boxes of the certain words; those of the others came with the page. */
async function draw() {
  const { page: number, revision } = root.dataset;
  const boxes = root.querySelector("#sheet .boxes");
  [words, shown, caret] = [[], null, null];
  if (!boxes || !revision) return;
  const found = await page().catch(() => null);
  if (!found || found.number !== Number(root.dataset.page) || number !== root.dataset.page || !boxes.isConnected) return;
  words = found.blocks.flatMap(({ lines }) => lines.flatMap((line) => line.words));
  size = { width: found.width, height: found.height };
  const path = boxes.querySelector(".d0") ?? document.createElementNS(SVG, "path");
  path.setAttribute("class", "d0");
  path.setAttribute("d", outline(words.filter(certain).map(({ box }) => box)));
  boxes.querySelector("defs").after(path);
  scan.dataset.words = words.length;
}

const whenIdle = globalThis.requestIdleCallback ?? setTimeout;

function showBoxes(on) {
  scan.classList.toggle("plain", !on);
  toggle.setAttribute("aria-pressed", on);
  localStorage.setItem("boxes", on ? "shown" : "hidden");
}

/** Link the words of picture and text. */
export function linking() {
  const flip = () => showBoxes(toggle.getAttribute("aria-pressed") !== "true");
  toggle.addEventListener("click", flip);
  add({ b: flip });
  if (localStorage.getItem("boxes") === "hidden") showBoxes(false);
  root.addEventListener("pointermove", hover);
  root.addEventListener("pointerleave", () => show(null));
  root.addEventListener("desk:swapped", ({ detail }) => {
    if (detail.includes("text") || detail.includes("picture")) whenIdle(() => draw());
  });
  selecting(scan, { wordAt, nearest, pick, caretAt });
  whenIdle(() => draw());
}
