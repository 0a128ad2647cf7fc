// Where the word is: its mark on the picture and in the text, both brought into view.
import * as frames from "../frames.js";
import { bring } from "../view.js";

const root = document.getElementById("document");
const ROOM = 0.3; // of the pane, above the word

export function clear() {
  frames.unmark("now");
  for (const span of root.querySelectorAll(".text .now")) span.classList.remove("now");
}

/** Mark a line and its word. */
export function mark(line, word, size) {
  clear();
  const span = line.spans[Math.max(word, 0)] ?? line.spans.find(Boolean);
  if (span?.isConnected) {
    span.classList.add("now");
    scroll(span);
  }
  const box = word < 0 ? line.box : line.words[word].box;
  frames.mark("now", [box], size);
  bring(box, size);
}

/** Scroll the text until a word of it is in view. */
export function scroll(span) {
  const pane = span.closest(".text");
  const [around, box] = [pane.getBoundingClientRect(), span.getBoundingClientRect()];
  if (!around.height) return;
  if (box.top < around.top + 8 || box.bottom > around.top + around.height - 8) pane.scrollTop += box.top - around.top - around.height * ROOM;
}
