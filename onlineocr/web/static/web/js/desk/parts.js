// The desk comes from the server, as a browser without scripts gets it. To show another page, or the same one after it
// was read, the server's page is fetched and its parts take the place of those on the screen. So nothing is rendered in
// two languages. The parser runs no scripts.
import { Problem } from "../api.js";
import { hold } from "./rail.js";

const OFFLINE = { title: "The connection was lost", detail: "The server could not be reached. Check the network." };
const root = document.getElementById("document");
/** What the server sent for each part, by which a part that has not changed is left alone: it may have a selection. */
const sent = new Map();

const html = (part) => part.outerHTML.replace(/(name="csrfmiddlewaretoken" value=)"[^"]*"/g, "$1");
const parts = (page) => page.querySelectorAll("[data-part]");

/** Fetch the desk at `address`; throws Problem. */
export async function load(address, { signal } = {}) {
  let answer;
  try {
    answer = await fetch(address, { signal, credentials: "same-origin" });
  } catch (error) {
    throw signal?.aborted ? error : new Problem(OFFLINE);
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!answer.ok || !page.getElementById("document")) {
    const title = page.querySelector("h1")?.textContent ?? "The server answered with an error";
    throw new Problem({ title, detail: page.querySelector("main p")?.textContent ?? "", status: answer.status });
  }
  return page;
}

/** Remember the parts of the page as it was sent, before a script changes them. */
export function remember() {
  for (const part of parts(root)) sent.set(part.dataset.part, html(part));
}

/** Put the parts of `page` that are new in place of the old ones. The names of those that were replaced. */
export function swap(page) {
  const changed = [];
  const open = new Set([...root.querySelectorAll("details[open] > summary")].map((one) => one.textContent));
  const focused = document.activeElement?.closest("[data-part]") ? document.activeElement : null;
  for (const part of parts(page)) {
    const name = part.dataset.part;
    const old = root.querySelector(`[data-part=${name}]`);
    const now = html(part);
    if (!old || sent.get(name) === now) continue;
    sent.set(name, now);
    replace(old, document.adoptNode(part), name === "rail" ? hold(old) : null);
    changed.push(name);
  }
  for (const summary of root.querySelectorAll("details > summary")) if (open.has(summary.textContent)) summary.parentElement.open = true;
  Object.assign(root.dataset, page.getElementById("document").dataset);
  document.title = page.title;
  if (focused && !focused.isConnected) refocus(focused);
  root.dispatchEvent(new CustomEvent("desk:swapped", { detail: changed, bubbles: true }));
  return changed;
}

/** Put a part in place of another one. Pictures that both have stay: they are loaded, and may be zoomed. */
function replace(old, part, after) {
  const loaded = new Map([...old.querySelectorAll("img")].filter((one) => one.naturalWidth).map((one) => [one.getAttribute("src"), one]));
  for (const image of part.querySelectorAll("img")) {
    const same = loaded.get(image.getAttribute("src"));
    if (same) image.replaceWith(same);
  }
  old.replaceWith(part);
  after?.(part);
}

/** The element that took the place of the one with the focus: the same link or field of the new part. */
function refocus(old) {
  const same = old.matches(".text") ? root.querySelector(".text") : [...root.querySelectorAll(old.tagName)].find((one) =>
    (old.id && one.id === old.id) || (old.rel && one.rel === old.rel) || (!old.id && !old.rel && one.textContent === old.textContent));
  (same ?? document.getElementById("desk")).focus({ preventScroll: true });
}
