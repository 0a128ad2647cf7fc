// The keys of the correction.
import * as again from "./again.js";
import * as editor from "./editor.js";

const keys = document.getElementById("keys");
const OUTSIDE = { n: "next", p: "previous", N: "worst", r: "draw", "[": "left", "]": "right", "?": "keys" };
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

function outside({ key, ctrlKey, metaKey, altKey, target }) {
  if (key === "Escape" && again.isDrawing()) return "stop";
  if (keys.open) return key === "?" ? "keys" : null;
  if (key === "Escape" && editor.isOpen()) return "leave";
  if (typing(target) || altKey) return null;
  if (ctrlKey || metaKey) return key.toLowerCase() === "z" ? "undo" : null;
  return OUTSIDE[key] ?? null;
}

/** Call `act` with the name of each deed, by key or by a button with `data-deed`. */
export function listen(act) {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    const name = event.target === editor.input ? inField(event) : outside(event);
    if (!name) return;
    event.preventDefault();
    act(name);
  });
  document.addEventListener("click", (event) => {
    const name = event.target.closest("[data-deed]")?.dataset.deed;
    if (!name || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act(name);
  });
}
