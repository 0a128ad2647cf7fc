// Where the word is: its mark on the picture and in the text, both brought into view.
import * as frames from "../frames.js";
import { bring, scroll } from "../view.js";

const root = document.getElementById("document");

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
