// The keys of the desk outside of its fields. Each module adds its own; `parts/desk/keys.html` lists all of them.
const deeds = new Map();
const dialog = document.getElementById("keys");
const letters = document.getElementById("letters"); // whoever speaks to the computer may turn single letters off
const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

/** Let keys do something: `{"+": (event) => …}`. A deed that returns false leaves the key to the browser. */
export function add(keys) {
  for (const [key, deed] of Object.entries(keys)) deeds.set(key, deed);
}

document.addEventListener("keydown", (event) => {
  const { key, target, isComposing, defaultPrevented, ctrlKey, metaKey, altKey } = event;
  if (isComposing || defaultPrevented || ctrlKey || metaKey || altKey || typing(target)) return;
  if (document.querySelector("dialog[open]") && key !== "?") return;
  if (key.length === 1 && !letters.checked) return;
  const deed = deeds.get(key);
  if (deed && deed(event) !== false) event.preventDefault();
});

const toggle = () => { if (dialog.open) dialog.close(); else dialog.showModal(); };
add({ "?": toggle });
document.addEventListener("click", ({ target }) => { if (target.closest("[data-keys]")) toggle(); });
letters.checked = localStorage.getItem("letters") !== "off";
letters.addEventListener("change", () => localStorage.setItem("letters", letters.checked ? "on" : "off"));
