// Follows the reading: the desk is fetched again whenever a page has been read.
import { Problem, get } from "../api.js";
import { announce } from "../copy.js";
import { panel, signedOut } from "../send.js";
import { notice, silence } from "./notice.js";
import { refresh } from "./visit.js";

const root = document.getElementById("document");
const ENDED = new Set(["succeeded", "partial", "failed", "canceled"]);
const ENDING = {
  succeeded: "Done",
  partial: "Some pages could not be read",
  failed: "The document could not be read",
  canceled: "Stopped",
};
const WAIT = 20;
const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** The document is not to be had any more: it was deleted, or the session ended. */
async function stop(problem) {
  document.getElementById("reading")?.remove();
  if (problem.status === 404 && await signedOut()) {
    const way = document.createElement("a");
    way.href = `${panel.dataset.login}?next=${encodeURIComponent(location.pathname + location.search)}`;
    way.textContent = "Log in";
    notice("You are signed out", "The reading goes on. Log in to see the rest.", way);
  } else notice(problem.title, problem.detail);
}

/** Follow the reading to its end. A broken line is told and tried again, ever more slowly. */
export async function follow() {
  let pause = 1000;
  let wait = 0;
  while (!ENDED.has(root.dataset.status)) {
    try {
      const state = await get(`${root.dataset.api}?wait=${wait}`, { token: root.dataset.token || undefined });
      await refresh();
      silence();
      pause = 1000;
      wait = WAIT;
      if (ENDED.has(root.dataset.status)) ended(state);
      else {
        tell(document.getElementById("said")?.textContent ?? "");
        await sleep(Math.min(Math.max(300, state.progress.total * 5), 5000)); // a response lists every page: more pages, fewer requests
      }
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (!problem.passing) { await stop(problem); return; }
      notice(problem.title, "The reading goes on. This page tries to reach it again.");
      await sleep(problem.retryAfter ? problem.retryAfter * 1000 : pause);
      pause = Math.min(pause * 2, 15000);
      wait = 0;
    }
  }
}

let told = "";
function tell(sentence) {
  if (sentence !== told) announce(sentence);
  told = sentence;
}

function ended(state) {
  const read = state.pages.filter((page) => page.status === "succeeded").length;
  announce(`${ENDING[root.dataset.status]}. ${plural(read, "page")} read.`);
  // One picture's text is there to be copied: Enter does it.
  if (root.dataset.total === "1" && document.activeElement === document.body) document.getElementById("copy")?.focus({ preventScroll: true });
}
