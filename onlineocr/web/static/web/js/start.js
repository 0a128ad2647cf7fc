// Runs before the first paint: what needs a script shows only where scripts run.
document.documentElement.classList.add("js");
