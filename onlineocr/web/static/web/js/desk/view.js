// The picture of the page: one CSS transform moves the picture and its SVG together. At scale 1 it fills the width.
import { add } from "./keys.js";
import { listen } from "./view/gestures.js";

const root = document.getElementById("document");
const scan = document.getElementById("scan");
const editor = document.getElementById("editor"); // null for those who may only read the document
export const correcting = () => Boolean(editor && !editor.hidden);
const shown = scan.querySelector("[data-zoom]");
const wide = matchMedia("(min-width: 60rem)");
const MOST = 8; // times the width of the pane
const STEP = 1.25;
const SETTLED = 150; // ms without a movement, after which the picture is drawn sharp
const LARGE = 1600; // pixels of the widest picture that the server offers at first
const [AIR, ROOM] = [12, 0.3]; // around a word in view: pixels; share of the pane above it
const DIRECTIONS = { left: [1, 0], right: [-1, 0], up: [0, 1], down: [0, -1] };

const place = { scale: 1, x: 0, y: 0 };
let fit = "width"; // which fit a new size of the pane keeps: "width", "page", or "" for none
let frame = 0;
let settling = 0;
let page = root.dataset.page;

const pane = () => document.getElementById("view");
const sheet = () => document.getElementById("sheet");
const between = (value, least, most) => Math.min(Math.max(value, least), most);

/** Sizes of the pane and of the sheet at scale 1; `free` is the height that the editor leaves. */
function sizes() {
  const [{ clientWidth: width, clientHeight: height }, { offsetWidth, offsetHeight }] = [pane(), sheet()];
  const box = pane().getBoundingClientRect();
  const covered = !correcting() ? 0 : between(box.top + height - editor.getBoundingClientRect().top, 0, height * 0.7);
  return { width, height, free: height - covered, across: offsetWidth || 1, down: offsetHeight || 1, box };
}

const least = ({ height, down }) => Math.min(1, height / down);

/** Keep the picture in the pane. */
function hold(size) {
  place.scale = between(place.scale, least(size), MOST);
  const [across, down] = [size.across * place.scale, size.down * place.scale];
  place.x = across <= size.width ? (size.width - across) / 2 : between(place.x, size.width - across, 0);
  place.y = down <= size.free ? 0 : between(place.y, size.free - down, 0);
}

function draw() {
  frame = 0;
  const one = sheet();
  if (one) one.style.transform = `translate(${place.x}px, ${place.y}px) scale(${place.scale})`;
}

/** Draw at the next frame: several events of one frame are one movement. */
function later() {
  frame ||= requestAnimationFrame(draw);
  sheet().style.willChange = "transform"; // until it settles, the browser moves the pixels that it has
  clearTimeout(settling);
  settling = setTimeout(settle, SETTLED);
}

/** Draw it sharp, with a larger picture if this one has too few pixels, and lines as thin as before. */
function settle() {
  const one = sheet();
  const image = one?.querySelector("img");
  if (!image) return;
  one.style.willChange = "";
  one.style.setProperty("--zoom", place.scale);
  pane().classList.toggle("zoomed", place.scale > 1);
  const wanted = Math.ceil(one.offsetWidth * place.scale);
  shown.textContent = `${Math.round((100 * wanted) / (Number(image.getAttribute("width")) || wanted))} %`;
  if (place.scale <= Number(image.dataset.sharp ?? 1)) return;
  image.dataset.sharp = place.scale;
  if (wanted * devicePixelRatio > LARGE && image.dataset.huge) {
    image.srcset += `, ${image.dataset.huge} ${2 * LARGE}w`;
    delete image.dataset.huge;
  }
  image.sizes = `${wanted}px`;
}

/** Zoom by `factor`, with the point of the screen under the pointer unmoved; without one, the middle of the pane. */
export function zoom(factor, point = null) {
  const size = sizes();
  const at = point ? { x: point.x - size.box.left, y: point.y - size.box.top } : { x: size.width / 2, y: size.free / 2 };
  const scale = between(place.scale * factor, least(size), MOST);
  const by = scale / place.scale;
  Object.assign(place, { scale, x: at.x - (at.x - place.x) * by, y: at.y - (at.y - place.y) * by });
  fit = scale === 1 ? "width" : "";
  hold(size);
  later();
}

/** Move by pixels of the screen; returns those that it could not move down, at an edge. */
export function pan(x, y) {
  const before = place.y;
  place.x += x;
  place.y += y;
  hold(sizes());
  later();
  return before + y - place.y;
}

function fill(what) {
  const size = sizes();
  zoom((what === "width" ? 1 : least(size)) / place.scale);
  fit = what;
}

/** Bring a box, in pixels of a page of `width`, into view. */
export function bring([left, top, right, bottom], { width }) {
  if (!sheet() || !pane().offsetHeight) return;
  const size = sizes();
  const scale = (size.across / width) * place.scale;
  const [x, y] = [place.x + left * scale, place.y + top * scale];
  const [wideness, height] = [(right - left) * scale, (bottom - top) * scale];
  if (x < AIR || x + wideness > size.width - AIR) place.x += Math.max(AIR, (size.width - wideness) / 2) - x;
  if (y < AIR || y + height > size.free - AIR) place.y += size.free * ROOM - y;
  hold(size);
  later();
  if (wide.matches) return;
  // A small screen shows a part of the pane: the whole page is scrolled.
  const [low, high] = [!correcting() ? innerHeight : editor.getBoundingClientRect().top, size.box.top + place.y + top * scale];
  if (high < AIR || high + height > low - AIR) scrollBy(0, high - low * ROOM);
}

/** Scroll the text until a word of it is in view. */
export function scroll(span) {
  const pane = span.closest(".text");
  const [around, box] = [pane.getBoundingClientRect(), span.getBoundingClientRect()];
  if (!around.height) return;
  if (box.top < around.top + 8 || box.bottom > around.top + around.height - 8) pane.scrollTop += box.top - around.top - around.height * ROOM;
}

/** The point of the page, in its pixels, at a point of the screen. */
export function pointOf({ clientX, clientY }, { width, height }) {
  const box = sheet().getBoundingClientRect();
  return { x: ((clientX - box.left) / box.width) * width, y: ((clientY - box.top) / box.height) * height };
}

/** Whether the picture ends above or below the pane in this direction (1: down). */
export const atEnd = (step) => {
  const size = sizes();
  return step > 0 ? place.y <= size.free - size.down * place.scale + 1 : place.y >= -1;
};

const DEEDS = { in: () => zoom(STEP), out: () => zoom(1 / STEP), width: () => fill("width"), page: () => fill("page") };
for (const [name, [x, y]] of Object.entries(DIRECTIONS)) {
  DEEDS[name] = () => { pan((x * pane().clientWidth) / 5, (y * Math.min(innerHeight, pane().clientHeight)) / 5); };
}
const act = (name) => (sheet() ? DEEDS[name]() : false);
const arrow = (name) => ({ target }) => (target.closest("#view") ? act(name) : false);

/** A new picture or another size of the pane. */
function fitted() {
  if (!sheet()) return;
  if (fit) place.scale = fit === "width" ? 1 : least(sizes());
  hold(sizes());
  draw();
  settle();
}

const observer = new ResizeObserver(fitted);

function arrived() {
  observer.disconnect();
  if (!pane()) return;
  if (page !== root.dataset.page) place.y = 0;
  page = root.dataset.page;
  fitted();
  for (const one of [pane(), sheet()]) observer.observe(one);
}

/** Make the picture move. */
export function viewing() {
  scan.addEventListener("click", ({ target }) => {
    const name = target.closest("[data-view]")?.dataset.view;
    if (name) act(name);
  });
  add({ "+": () => act("in"), "=": () => act("in"), "-": () => act("out"), 0: () => act("page"), w: () => act("width") });
  add({ ArrowLeft: arrow("left"), ArrowRight: arrow("right"), ArrowUp: arrow("up"), ArrowDown: arrow("down") });
  listen(scan, { zoom, pan, isPane: () => wide.matches });
  root.addEventListener("desk:swapped", ({ detail }) => { if (detail.includes("picture")) arrived(); });
  arrived();
}
