// Times come in UTC; the visitor's clock and customs are known only here.
const format = new Intl.DateTimeFormat(navigator.languages, { dateStyle: "long", timeStyle: "short" });

for (const time of document.querySelectorAll("time[datetime]")) time.textContent = format.format(new Date(time.dateTime));
