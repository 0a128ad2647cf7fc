// The keys of the correction.
import * as again from "./again.js";
import * as editor from "./editor.js";

const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

function inField({ key, ctrlKey, metaKey, shiftKey }) {
  const control = ctrlKey || metaKey;
  if (key === "Enter") return control ? "confirm" : "save";
  if (key === "Escape") return "leave";
  if (key === "ArrowDown" && !shiftKey) return "next";
  if (key === "ArrowUp" && !shiftKey) return "previous";
  // The field takes back what was typed; what was saved before, the server takes back.
  return control && !shiftKey && key.toLowerCase() === "z" && !editor.changed() ? "undo" : null;
}

function outside({ key, ctrlKey, metaKey, shiftKey, target }) {
  if (key === "Escape" && again.isDrawing()) return "stop";
  if (document.querySelector("dialog[open]")) return null;
  if (key === "Escape" && editor.isOpen()) return "leave";
  return (ctrlKey || metaKey) && !shiftKey && key.toLowerCase() === "z" && !typing(target) ? "undo" : null;
}

/** Call `act` with the name of the deed of each key: those in the field, Escape, and undo. */
export function listen(act) {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    const name = event.target === editor.input ? inField(event) : outside(event);
    if (!name) return;
    event.preventDefault();
    act(name);
  });
}
