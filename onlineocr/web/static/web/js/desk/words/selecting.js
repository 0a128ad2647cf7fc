// Text is selected on the picture as in the text: the selection is that of the text, and both sides show it.
import { announce, copy } from "../../copy.js";

const root = document.getElementById("document");
const [LONG, STILL] = [450, 8]; // a finger that rests so many ms, and moves no more pixels, selects a word
let first = null; // number of the word where the selection began
let press = null; // {id, x, y, timer} of a finger, {id} of the mouse
let planned = 0;

const spanOf = (number) => root.querySelector(`.text [data-w="${number}"]`);
const range = () => (getSelection().rangeCount ? getSelection().getRangeAt(0) : null);

/** Select the text from word `from` to word `to`, both whole. */
function select(from, to) {
  let [start, end] = [spanOf(from), spanOf(to)];
  if (!start || !end) return;
  const forward = start === end || start.compareDocumentPosition(end) & Node.DOCUMENT_POSITION_FOLLOWING;
  if (forward) getSelection().setBaseAndExtent(start, 0, end, end.childNodes.length);
  else getSelection().setBaseAndExtent(start, start.childNodes.length, end, 0);
}

function caret(number) {
  const span = spanOf(number);
  if (span) getSelection().collapse(span.firstChild ?? span, 0);
}

function down(event, { wordAt }) {
  const pane = event.target.closest("#view");
  if (!pane || root.classList.contains("drawing") || press) { if (press?.timer) clearTimeout(press.timer); return; }
  const number = wordAt(event);
  if (event.pointerType === "touch") {
    const { clientX: x, clientY: y, pointerId: id, timeStamp: at } = event;
    const timer = setTimeout(() => { if (number !== null) { first = number; select(number, number); press = null; } }, LONG);
    press = { id, x, y, at, number, timer };
    return;
  }
  if (event.button !== 0) return;
  if (number === null) { if (!event.shiftKey && !getSelection().isCollapsed) getSelection().removeAllRanges(); return; }
  event.preventDefault(); // the picture is not dragged
  pane.focus({ preventScroll: true });
  pane.setPointerCapture(event.pointerId);
  press = { id: event.pointerId };
  if (event.shiftKey && first !== null) select(first, number);
  else {
    first = number;
    caret(number);
  }
}

function move(event, { nearest }) {
  if (press?.id !== event.pointerId) return;
  if (press.timer) {
    if (Math.hypot(event.clientX - press.x, event.clientY - press.y) > STILL) clearTimeout(press.timer);
    return;
  }
  const number = nearest(event);
  if (number !== null && (number !== first || !getSelection().isCollapsed)) select(first, number);
}

function up(event) {
  if (press?.id !== event.pointerId) return;
  const { timer, number, at, x, y } = press;
  press = null;
  if (!timer) return;
  clearTimeout(timer);
  const tapped = event.type === "pointerup" && event.timeStamp - at < LONG && Math.hypot(event.clientX - x, event.clientY - y) <= STILL;
  if (!tapped || first === null || getSelection().isCollapsed) return;
  if (number === null) getSelection().removeAllRanges();
  else select(first, number);
}

/** Show the selection of the text on the picture. */
function follow({ pick, caretAt }, button) {
  planned = 0;
  const now = range();
  const text = now && (now.startContainer.nodeType === Node.TEXT_NODE ? now.startContainer.parentElement : now.startContainer).closest(".text");
  if (!text || now.collapsed) {
    const span = text && now.startContainer.parentElement.closest("[data-w]");
    pick([]);
    caretAt(span ? Number(span.dataset.w) : null, press ? "text" : "picture");
    button.hidden = true;
    return;
  }
  const numbers = [...text.querySelectorAll("[data-w]")].filter((span) => now.intersectsNode(span)).map((span) => Number(span.dataset.w));
  pick(numbers);
  caretAt(null);
  button.hidden = !numbers.length;
}

/** Let text be selected on the picture; `words` knows the words at a point. */
export function selecting(scan, words) {
  const button = scan.querySelector("[data-selected]");
  scan.addEventListener("pointerdown", (event) => down(event, words), true);
  addEventListener("pointermove", (event) => move(event, words));
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, up);
  scan.addEventListener("contextmenu", (event) => { if (event.pointerType === "touch" && event.target.closest("#view")) event.preventDefault(); });
  document.addEventListener("selectionchange", () => { planned ||= requestAnimationFrame(() => follow(words, button)); });
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
  button.addEventListener("click", async () => {
    const done = await copy(getSelection().toString() || range()?.toString() || "");
    announce(done ? "Copied" : "Select the text and press Ctrl+C");
  });
}
