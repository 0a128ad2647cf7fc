// Readings that a person asks for: a part of the page, drawn on the picture, or the page turned.
import { get, send } from "../../api.js";
import { announce } from "../../copy.js";

const root = document.getElementById("document");
const LEAST = 8; // pixels of the page
const ENDED = new Set(["succeeded", "partial", "failed", "canceled"]);
let drawing = null; // called with the box

export const isDrawing = () => drawing !== null;

/** Let the person draw a box on the picture. */
export function draw(done) {
  drawing = done;
  root.classList.add("drawing");
  announce("Draw a box on the picture around the part to read again. Escape ends.");
}

export function cancel() {
  drawing = null;
  root.classList.remove("drawing");
}

/** Ask for a reading, "reread" or "rotate", of a page; return its state when it has ended. Throws Problem. */
export async function read(api, token, number, what, body) {
  const address = `${api}pages/${number}/${what}`;
  let state = await send("POST", `${address}?wait=10`, body, { token });
  while (!ENDED.has(state.status)) state = await get(`${address}/${state.id}?wait=20`, { token });
  return state;
}

// A picture is not dragged away while a box is drawn on it.
document.addEventListener("dragstart", (event) => { if (drawing) event.preventDefault(); }, true);

const between = (value, most) => Math.min(Math.max(value, 0), most);

document.addEventListener("pointerdown", (event) => {
  const sheet = document.getElementById("sheet");
  if (!drawing || !sheet?.contains(event.target)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const frame = sheet.getBoundingClientRect();
  const band = document.createElement("div");
  band.className = "band";
  sheet.append(band);
  const point = ({ clientX, clientY }) => [between((clientX - frame.left) / frame.width, 1), between((clientY - frame.top) / frame.height, 1)];
  const from = point(event);
  let [left, top, right, bottom] = [...from, ...from];
  const move = (moved) => {
    const to = point(moved);
    [left, right] = [from[0], to[0]].sort((one, other) => one - other);
    [top, bottom] = [from[1], to[1]].sort((one, other) => one - other);
    const place = { left, top, width: right - left, height: bottom - top };
    for (const [name, share] of Object.entries(place)) band.style[name] = `${100 * share}%`;
  };
  addEventListener("pointermove", move, true);
  addEventListener("pointerup", () => {
    removeEventListener("pointermove", move, true);
    band.remove();
    const done = drawing;
    cancel();
    const [width, height] = ["width", "height"].map((name) => Number(sheet.querySelector("img").getAttribute(name)));
    const box = [left * width, top * height, right * width, bottom * height].map(Math.round);
    if (done && box[2] - box[0] >= LEAST && box[3] - box[1] >= LEAST) done(box);
  }, { once: true, capture: true });
}, true);
