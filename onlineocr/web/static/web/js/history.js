// The history: choosing several documents, and pictures that the server had no time to make.
const form = document.getElementById("selection");
const TRIES = 5;

if (form) {
  const all = document.getElementById("all");
  const said = document.getElementById("chosen");
  const boxes = [...form.querySelectorAll("input[name=document]")];
  let last = null;

  const tell = () => {
    const count = new Set(boxes.filter((box) => box.checked).map((box) => box.value)).size;
    said.textContent = count ? `${count} chosen` : "";
    all.checked = count > 0 && boxes.every((box) => box.checked);
    all.indeterminate = count > 0 && !all.checked;
  };

  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });

  // With the shift key, by mouse or by the space bar, all between this box and the one before are set like it.
  form.addEventListener("click", ({ target, shiftKey }) => {
    const at = boxes.indexOf(target);
    if (at < 0) return;
    if (shiftKey && last !== null) {
      for (const box of boxes.slice(Math.min(at, last), Math.max(at, last) + 1)) box.checked = target.checked;
    }
    last = at;
    tell();
  });
  // A shift-click on the label around a box would otherwise select text.
  form.addEventListener("mousedown", (event) => { if (event.shiftKey && event.target.closest(".pick")) event.preventDefault(); });
  addEventListener("pageshow", tell); // the browser keeps the boxes of a page to which one comes back
  tell();

  /** A picture that the server had no time to make is asked for again, a few times. */
  const again = ({ target: image }) => {
    if (!image.matches?.("img")) return;
    const tries = Number(image.dataset.tries ?? 0) + 1;
    image.dataset.tries = tries;
    if (tries > TRIES) image.hidden = true;
    else setTimeout(() => { image.src = `${image.src}`; }, tries * 1500);
  };
  form.addEventListener("error", again, true);
}
