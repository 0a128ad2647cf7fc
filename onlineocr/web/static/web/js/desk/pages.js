// The JSON of the page on the desk, which its modules share.
import { get } from "../api.js";

const root = document.getElementById("document");
let kept = null; // {name, answer} of the page and revision that are shown

/** Fetch the page that is shown, once for each revision; throws Problem. */
export function page() {
  const { api, token, page: number, revision } = root.dataset;
  const name = `${number}.${revision}`;
  if (kept?.name === name) return kept.answer;
  const answer = get(`${api}pages/${number}/`, { token: token || undefined });
  kept = { name, answer };
  answer.catch(() => { if (kept?.answer === answer) forget(); });
  return answer;
}

/** Fetch it again the next time: somebody else may have changed it. */
export function forget() {
  kept = null;
}
