// Buttons with data-copy="#id" put that element's text on the clipboard.

/** Copy `text`. The clipboard API exists only on https and localhost; a server on the home network needs the old way. */
export async function copy(text) {
  if (navigator.clipboard?.writeText) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // refused: try the old way
    }
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "sr";
  area.readOnly = true;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

/** Say `text` to screen readers without moving the focus. */
export function announce(text) {
  const region = document.getElementById("announce");
  if (region) region.textContent = text;
}

/** The text that `element` shows, as the server has it: a table says what its part of the text is, with tabs. */
export const plain = (element) => [...element.childNodes].map((node) => node.dataset?.text ?? node.textContent).join("");

/** The text that a copy button's selector names. */
export function named(button) {
  const element = document.querySelector(button.dataset.copy);
  return element ? plain(element) : "";
}

let source = named;

/** From now on `other(button)` gives the text. */
export function use(other) {
  source = other;
}

/** Make every copy button inside the page work, now and later. */
export function listen() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button || button.dataset.busy) return;
    const done = await copy(await source(button));
    tell(button, done ? "Copied" : "Select the text and press Ctrl+C");
  });
}

function tell(button, words) {
  const before = [...button.childNodes];
  button.dataset.busy = "1";
  button.replaceChildren(words);
  announce(words);
  setTimeout(() => {
    button.replaceChildren(...before);
    delete button.dataset.busy;
  }, 1800);
}
