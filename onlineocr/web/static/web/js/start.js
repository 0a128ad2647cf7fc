// Runs before the first paint, so that elements that need scripts are shown only with scripts.
document.documentElement.classList.add("js");
// A busy browser skips the transition between two pages; that is no error.
for (const name of ["pageswap", "pagereveal"]) {
  addEventListener(name, ({ viewTransition }) => {
    for (const part of ["ready", "finished"]) viewTransition?.[part].catch(() => {});
  });
}
