// Another page of the document takes the place of the one on the screen; the browser's own buttons lead back.
import { Problem } from "../api.js";
import { announce } from "../copy.js";
import { add } from "./keys.js";
import { notice } from "./notice.js";
import { load, swap } from "./parts.js";
import { atEnd, pan } from "./view.js";

const root = document.getElementById("document");
const desk = document.getElementById("desk");
const wide = matchMedia("(min-width: 60rem)");
const leaving = []; // called before another page is shown
const OF_PANE = 0.9; // by which PageUp and PageDown move the picture
let under = null; // controller of the visit under way
let shown = bare(location.href);

function bare(address) {
  const url = new URL(address, location.href);
  url.hash = "";
  return url.href;
}

const sameDesk = (address) => {
  const { origin, pathname } = new URL(address, location.href);
  return origin === location.origin && pathname === location.pathname;
};

/** Wait for `deed()` before another page is shown. */
export function beforeLeaving(deed) {
  leaving.push(deed);
}

/** Show the desk at `address`; returns whether it is shown, and not one that was asked for later. Throws Problem. */
export async function visit(address, { push = true } = {}) {
  under?.abort();
  const mine = new AbortController();
  under = mine;
  const number = new URL(address).searchParams.get("page");
  if (number && number !== root.dataset.page && !root.querySelector(".reading")) fetchPicture(number); // while the desk is on its way
  await Promise.all(leaving.map((deed) => deed()));
  const page = mine.signal.aborted ? null : await load(address, mine).catch((error) => {
    if (!mine.signal.aborted) throw error;
  });
  if (!page || mine.signal.aborted) return false;
  if (push) history.pushState(null, "", address);
  shown = bare(location.href);
  const before = root.dataset.page;
  swap(page);
  document.getElementById("q").value = page.getElementById("q").value;
  if (root.dataset.page !== before) announce(`Page ${root.dataset.page}`);
  if (!wide.matches && desk.getBoundingClientRect().top < 0) desk.scrollIntoView();
  prefetch();
  return true;
}

/** Fetch the desk again as it is now; returns the names of the parts that are new. Throws Problem. */
export async function refresh() {
  const address = location.href;
  const page = await load(address);
  return address === location.href ? swap(page) : [];
}

/** The address of page `number`. */
export function addressOf(number) {
  const address = new URL(location.href);
  address.searchParams.set("page", number);
  address.hash = "";
  return address.href;
}

/** Show `address`, or tell why not. */
export async function go(address, options) {
  try {
    return await visit(address, options);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.passing) notice(problem.title, `The page is not shown. ${problem.detail}`);
    else location.assign(address);
    return false;
  }
}

/** Have the picture of page `number` ready before it is shown. */
export function fetchPicture(number) {
  const picture = root.querySelector("#sheet img")?.currentSrc;
  if (picture) new Image().src = picture.replace(/\/pages\/\d+\//, `/pages/${number}/`);
}

const link = (rel) => root.querySelector(`.pager a[rel=${rel}]`);

function prefetch() {
  const address = link("next")?.href;
  const read = [...root.querySelectorAll(".rail a.succeeded")].some(({ href }) => href === address);
  const fetchNext = () => { if (read) fetchPicture(new URL(address).searchParams.get("page")); };
  const image = root.querySelector("#sheet img");
  if (!image || image.complete) fetchNext();
  else image.addEventListener("load", fetchNext, { once: true }); // the picture of this page comes first
}

function follow(event) {
  const way = event.target.closest("a[href]");
  if (!way || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (!root.contains(way) || way.hasAttribute("download") || way.target || !sameDesk(way.href) || bare(way.href) === shown) return;
  event.preventDefault();
  go(way.href);
}

function submitted(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "get" || !root.contains(form) || !sameDesk(form.action)) return;
  event.preventDefault();
  const address = new URL(location.pathname, location.href);
  address.search = new URLSearchParams(new FormData(form));
  go(address.href);
}

/** PageUp and PageDown: a pane that has more in that direction moves first. */
const turn = (step) => ({ target }) => {
  const [text, view] = [target.closest(".text"), target.closest("#view")];
  const pane = text ?? document.documentElement;
  const left = step > 0 ? pane.scrollHeight - pane.clientHeight - pane.scrollTop : pane.scrollTop;
  if ((text || !wide.matches) && left > 1) return false;
  const way = link(step > 0 ? "next" : "prev");
  if (view && !atEnd(step)) pan(0, -step * OF_PANE * view.clientHeight);
  else if (way) go(way.href);
  return Boolean(view || way);
};

/** Let links, forms and keys show other pages without loading the desk anew. */
export function visiting() {
  document.addEventListener("click", follow);
  document.addEventListener("submit", submitted);
  addEventListener("popstate", () => { if (bare(location.href) !== shown && sameDesk(location.href)) go(location.href, { push: false }); });
  add({ PageDown: turn(1), PageUp: turn(-1) });
  prefetch();
}
