// Where the word is: its mark on the picture and in the text, both brought into view.
import { bring } from "../view.js";

const root = document.getElementById("document");
const SVG = "http://www.w3.org/2000/svg";
const ROOM = 0.3; // of the pane, above the word

export function clear() {
  root.querySelector("#sheet .now")?.remove();
  for (const span of root.querySelectorAll(".text .now")) span.classList.remove("now");
}

/** Mark a line and its word. */
export function mark(line, word, { width, height }) {
  clear();
  const span = line.spans[Math.max(word, 0)] ?? line.spans.find(Boolean);
  if (span?.isConnected) {
    span.classList.add("now");
    scroll(span.closest(".text"), span);
  }
  const sheet = document.getElementById("sheet");
  if (!sheet) return;
  const box = word < 0 ? line.box : line.words[word].box;
  const rect = frame(box);
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", class: "now", "aria-hidden": "true" })) svg.setAttribute(name, value);
  svg.append(rect);
  sheet.append(svg);
  bring(box, { width });
}

function frame([left, top, right, bottom]) {
  const rect = document.createElementNS(SVG, "rect");
  const place = { x: left - 4, y: top - 4, width: right - left + 8, height: bottom - top + 8 };
  for (const [name, value] of Object.entries(place)) rect.setAttribute(name, value);
  return rect;
}

/** Scroll a pane until an element in it is in view. */
export function scroll(pane, element) {
  if (!pane) return;
  const [around, box] = [pane.getBoundingClientRect(), element.getBoundingClientRect()];
  if (!around.height) return;
  if (box.top < around.top + 8 || box.bottom > around.top + around.height - 8) pane.scrollTop += box.top - around.top - around.height * ROOM;
  if (box.left < around.left + 8 || box.right > around.right - 8) pane.scrollLeft += box.left - around.left - around.width * ROOM;
}
