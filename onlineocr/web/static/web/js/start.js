// Runs before the first paint: what needs a script shows only where scripts run.
document.documentElement.classList.add("js");
// A browser that is too busy for the transition between two pages leaves it out; that is no error.
for (const name of ["pageswap", "pagereveal"]) {
  addEventListener(name, ({ viewTransition }) => {
    for (const part of ["ready", "finished"]) viewTransition?.[part].catch(() => {});
  });
}
