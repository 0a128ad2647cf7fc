// The editor: one line of the page in a field, with its picture above.
const editor = document.getElementById("editor"); // null for those who may only read the document
const field = document.getElementById("line-text");
const crop = editor?.querySelector(".crop");
const cut = crop?.querySelector("img");
const whose = document.getElementById("conflict");
const PAD = 0.35; // of the line's height, around it
const [LOWEST, HIGHEST] = [34, 76]; // pixels of a line on the screen
const [SMALLEST, USUAL] = [1, 1.3]; // rem, of the text in the field
const LARGEST = 2.5; // times the picture's own size

let written = "";

export const isOpen = () => !editor.hidden;
export const input = field;

/** The text in the field as the server will keep it. */
export const text = () => field.value.trim().replace(/\s+/g, " ");
export const changed = () => text() !== written;

/** Show a line, with its word `word` selected (-1: the whole line). */
export function open(line, word, size) {
  editor.hidden = false;
  written = line.edit?.text ?? line.text;
  field.value = written;
  const [start, end] = word < 0 || written !== line.text ? [0, written.length] : placeOf(line, word);
  showCrop(line, word, size);
  field.focus({ preventScroll: true });
  field.setSelectionRange(start, end);
  fit(start, end);
}

/** Make a long line smaller; bring the selected word of a longer one into view. */
function fit(start, end) {
  field.style.fontSize = "";
  const share = field.clientWidth / field.scrollWidth;
  if (share >= 1) return;
  field.style.fontSize = `${Math.max(SMALLEST, USUAL * share)}rem`;
  const hidden = field.scrollWidth - field.clientWidth;
  const middle = ((start + end) / 2 / Math.max(1, field.value.length)) * field.scrollWidth - field.clientWidth / 2;
  const slide = Math.min(Math.max(0, middle), hidden);
  field.scrollLeft = getComputedStyle(field).direction === "rtl" ? -slide : slide;
}

export function close() {
  editor.hidden = true;
  whose.hidden = true;
}

/** Show who changed the line meanwhile, and both readings; null: no conflict. */
export function contest(met, mine) {
  whose.hidden = !met;
  if (!met) return;
  whose.querySelector("[data-who]").textContent = met.made_by ?? "Somebody";
  whose.querySelector("[data-theirs]").textContent = met.text ?? "(deleted)";
  whose.querySelector("[data-mine]").textContent = mine || "(deleted)";
}

function placeOf(line, number) {
  let [start, end] = [0, 0];
  for (const word of line.words.slice(0, number + 1)) {
    start = Math.max(line.text.indexOf(word.text, end), 0);
    end = start + word.text.length;
  }
  return [start, end];
}

/** The page's picture around the line: as wide as the pane, but never too small or too large to read. */
function showCrop(line, word, { width, height }) {
  const source = document.querySelector("#sheet img");
  crop.hidden = !source;
  if (!source) return;
  const [left, top, right, bottom] = line.box;
  const pad = PAD * Math.min(bottom - top, right - left);
  const [wide, high] = [right - left + 2 * pad, bottom - top + 2 * pad];
  const room = crop.clientWidth || editor.clientWidth;
  const thick = Math.max(1, Math.min(wide, high));
  const most = Math.min(HIGHEST / thick, (LARGEST * (source.naturalWidth || width)) / width);
  const scale = Math.min(Math.max(room / wide, LOWEST / thick), most);
  // A line that is wider than the pane is shown around the word.
  const box = word >= 0 ? line.words[word].box : line.box;
  const middle = ((box[0] + box[2]) / 2 - left + pad) * scale;
  const slide = Math.min(Math.max(0, middle - room / 2), Math.max(0, wide * scale - room));
  if (source.currentSrc && cut.src !== source.currentSrc) cut.src = source.currentSrc;
  crop.style.height = `${Math.min(high * scale, 3 * HIGHEST)}px`;
  cut.style.width = `${width * scale}px`;
  cut.style.height = `${height * scale}px`;
  cut.style.transform = `translate(${-(left - pad) * scale - slide}px, ${-(top - pad) * scale}px)`;
}
