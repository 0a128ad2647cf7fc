// Correction is loaded when it is first asked for: most people only read and copy.
import { add } from "../keys.js";
import { wordAt } from "../words.js";

const root = document.getElementById("document");
const DEEDS = { n: "next", p: "previous", N: "worst", r: "draw", "[": "left", "]": "right" };
let loading = null;

const load = () => {
  loading ??= import("../correct.js");
  return loading;
};
const act = (name) => load().then((correct) => correct.act(name));

/** Make the desk's text correctable: by keys, by buttons and links with `data-deed`, by a double click on a word. */
export function correcting() {
  for (const [key, name] of Object.entries(DEEDS)) add({ [key]: () => { act(name); } });
  document.addEventListener("click", (event) => {
    const name = event.target.closest("[data-deed]")?.dataset.deed;
    if (!name || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act(name);
  });
  root.addEventListener("dblclick", (event) => {
    const number = event.target.closest(".text [data-w]")?.dataset.w ?? wordAt(event);
    if (number !== null) load().then((correct) => correct.edit(Number(number)));
  });
  if (location.hash.startsWith("#review")) { // from another document of the batch
    const deed = location.hash === "#review" ? "next" : "previous";
    history.replaceState(history.state, "", location.href.replace(/#.*/, ""));
    act(deed);
  }
}
