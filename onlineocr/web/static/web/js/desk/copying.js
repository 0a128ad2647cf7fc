// What the desk's copy buttons put on the clipboard.
import { named, plain, use } from "../copy.js";
import { notice } from "./notice.js";

const root = document.getElementById("document");
const PATIENCE = 4000; // ms that a copy waits for the server: a browser forgets the click after 5 s
const SHORT = 20; // pages of a document whose text is fetched ahead, so that it can be copied without the server
let ahead = null;

const paragraphs = () => document.getElementById("paragraphs")?.checked;
const CJK = String.raw`\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\u3000-\u303f\uff00-\uffef`;
const BETWEEN = new RegExp(`(?<=[${CJK}])\\n(?=[${CJK}])`, "gu");
/** Each paragraph on one line; Chinese and Japanese have no space between lines, and rows of a table stay apart. */
const joined = (text) => text.split(/(\n{2,})/).map((part) => (/^\n|\t/.test(part) ? part : part.replace(BETWEEN, "").replaceAll("\n", " "))).join("");
const shaped = (text) => (paragraphs() ? joined(text) : text);

const shown = () => [...root.querySelectorAll(".text")].map(plain).join("");

async function fetched() {
  const answer = await fetch(document.getElementById("download").href, { signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok) throw new Error(answer.statusText);
  return (await answer.text()).replaceAll("\f", "\n");
}

/** Fetch the whole text of a short document ahead. Call it whenever the text has changed. */
export async function prepare() {
  const { total, status } = root.dataset;
  ahead = null;
  if (total === "1" || Number(total) > SHORT || !["succeeded", "partial"].includes(status)) return;
  ahead = await fetched().catch(() => null);
}

/** What a button copies: what is on the screen if that is the whole, else what the server has; the page shown when it is away. */
async function source(button) {
  if (button.dataset.copy !== "all") return shaped(named(button));
  if (root.dataset.total === "1") return shaped(shown());
  try {
    return shaped(ahead ?? await fetched());
  } catch {
    notice("Only the page shown was copied", "The server could not be reached for the others. Try again for the whole text.");
    return shaped(shown());
  }
}

use(source);
