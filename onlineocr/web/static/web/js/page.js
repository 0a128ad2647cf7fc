// On every page: times by the visitor's clock, copy buttons, forms that are sent once.
import { listen } from "./copy.js";

// Times come in UTC; the visitor's clock and customs are known only here.
const format = new Intl.DateTimeFormat(navigator.languages, { dateStyle: "long", timeStyle: "short" });
for (const time of document.querySelectorAll("time[datetime]")) time.textContent = format.format(new Date(time.dateTime));

listen();

// A second click on the button of a form that is on its way sends nothing more.
const sent = new Set();
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (sent.has(event.target)) event.preventDefault();
  sent.add(event.target);
});
addEventListener("pageshow", () => sent.clear()); // also when the visitor comes back by the browser's own button
