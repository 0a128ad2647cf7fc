// On every page: times by the visitor's clock, copy buttons, forms that are sent once.
import { listen } from "./copy.js";

// The server sends times in UTC; only the browser knows the visitor's time zone and locale.
const format = new Intl.DateTimeFormat(navigator.languages, { dateStyle: "long", timeStyle: "short" });
function localize() {
  for (const time of document.querySelectorAll("time[datetime]")) time.textContent = format.format(new Date(time.dateTime));
}
localize();
document.addEventListener("desk:swapped", localize); // new parts come from the server, too

listen();

// A second click on the button of a form that is being sent has no effect.
const sent = new Set();
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (event.submitter?.hasAttribute("data-stays")) return; // a download leaves the page as it is
  if (sent.has(event.target)) event.preventDefault();
  sent.add(event.target);
});
addEventListener("pageshow", () => sent.clear()); // also when the visitor comes back by the browser's own button
