// Wheel, drag and pinch on the picture.
const [PLAIN, PINCH, MOST] = [0.002, 0.01, 0.25]; // zoom for a pixel of the wheel, of a pinch on a touchpad; most at once
const LINE = 16; // pixels of a line, in which some wheels count
const STILL = 4; // pixels that a press may move and still be a click
const points = new Map(); // pointers that press, by id

const between = (value, least, most) => Math.min(Math.max(value, least), most);
const middle = ([one, other = one]) => ({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 });
const distance = ([one, other]) => (other ? Math.hypot(one.x - other.x, one.y - other.y) : 0);

function wheel(event, { zoom, pan, isPane }) {
  const { ctrlKey, metaKey, shiftKey, deltaMode, clientX: x, clientY: y } = event;
  if (!event.target.closest("#view")) return;
  const pinch = ctrlKey || metaKey;
  if (!pinch && !isPane()) return; // the page is scrolled, of which the picture is a part
  event.preventDefault();
  const unit = [1, LINE, innerHeight][deltaMode];
  const [across, down] = [event.deltaX * unit, event.deltaY * unit];
  if (!pinch && (shiftKey || Math.abs(across) > Math.abs(down))) pan(-(across || down), across && !shiftKey ? -down : 0);
  else zoom(Math.exp(between(-down * (pinch ? PINCH : PLAIN), -MOST, MOST)), { x, y });
}

function press(event) {
  const pane = event.target.closest("#view");
  if (!pane || event.defaultPrevented || event.button > 1) return;
  points.set(event.pointerId, { x: event.clientX, y: event.clientY, pane });
}

function move(event, { zoom, pan, isPane }) {
  const point = points.get(event.pointerId);
  if (!point) return;
  const before = [...points.values()].map(({ x, y }) => ({ x, y }));
  const [x, y] = [event.clientX, event.clientY];
  if (!point.moves && Math.hypot(x - point.x, y - point.y) < STILL) return;
  if (!point.moves) {
    point.moves = true;
    point.pane.classList.add("grabbed");
    if (point.pane.isConnected) point.pane.setPointerCapture(event.pointerId);
  }
  Object.assign(point, { x, y });
  const now = [...points.values()];
  const [from, to] = [middle(before), middle(now)];
  if (now.length > 1) zoom(distance(now) / Math.max(1, distance(before)), to);
  const left = pan(to.x - from.x, to.y - from.y);
  if (!isPane() && now.length === 1) scrollBy(0, -left); // beyond its edge the page goes on
}

function release({ pointerId }) {
  points.get(pointerId)?.pane.classList.remove("grabbed");
  points.delete(pointerId);
}

/** Call `zoom` and `pan` for gestures inside `scan`. */
export function listen(scan, view) {
  scan.addEventListener("wheel", (event) => wheel(event, view), { passive: false });
  scan.addEventListener("pointerdown", press);
  addEventListener("pointermove", (event) => move(event, view));
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, release);
  scan.addEventListener("mousedown", (event) => { if (event.button === 1) event.preventDefault(); }); // no scrolling by itself
  scan.addEventListener("dragstart", (event) => event.preventDefault());
}
