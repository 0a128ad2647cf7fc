// The desk of a document.
import { prepare } from "./desk/copying.js";
import { correcting } from "./desk/correct/start.js";
import { finding } from "./desk/find.js";
import { remember } from "./desk/parts.js";
import { show as showInRail } from "./desk/rail.js";
import { viewing } from "./desk/view.js";
import { visiting } from "./desk/visit.js";
import { linking } from "./desk/words.js";

const root = document.getElementById("document");
const desk = document.getElementById("desk");
const TRIES = 5;

remember();

/** A picture that the server had no time to make is asked for again, a few times. */
function tryAgain({ target: image }) {
  if (!image.matches?.("img")) return;
  const tries = Number(image.dataset.tries ?? 0) + 1;
  image.dataset.tries = tries;
  if (tries > TRIES) image.closest(".view")?.replaceWith("The picture cannot be shown. Reload the page to try again.");
  else setTimeout(() => { if (image.srcset) image.srcset = `${image.srcset}`; else image.src = `${image.src}`; }, tries * 1500);
}
desk.addEventListener("error", tryAgain, true);
// A picture that failed before this script was loaded has no size of its own.
for (const image of desk.querySelectorAll("img")) if (image.complete && image.currentSrc && !image.naturalWidth) tryAgain({ target: image });

// Narrow screens show the text or the picture.
desk.addEventListener("click", ({ target }) => {
  const name = target.closest("button[data-tab]")?.dataset.tab;
  if (!name) return;
  desk.dataset.tab = name;
  for (const button of desk.querySelectorAll("button[data-tab]")) button.setAttribute("aria-pressed", button.dataset.tab === name);
});

// Lines or paragraphs: the choice is kept for the next page and document.
const choose = () => { if (localStorage.getItem("shape") === "paragraphs") document.getElementById("paragraphs")?.click(); };
desk.addEventListener("change", ({ target }) => { if (target.name === "shape") localStorage.setItem("shape", target.value); });
choose();

// A menu covers the page: it closes at a click elsewhere, or at Escape.
const menus = () => root.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => { for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false; });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

showInRail();
prepare();
viewing();
if (document.getElementById("editor")) correcting();
linking();
finding();
visiting();
root.addEventListener("desk:swapped", ({ detail }) => {
  if (detail.includes("text")) choose();
  if (detail.includes("actions") || detail.includes("about")) prepare();
});
// Most visits are to documents that have been read.
if (!["succeeded", "partial", "failed", "canceled"].includes(root.dataset.status)) import("./desk/follow.js").then(({ follow }) => follow());
