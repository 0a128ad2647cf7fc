// The thumbnails: the present page is in view, and a thumbnail that was pressed stays where it is.

/** Show the present page in the middle of the rail, without moving the rest. */
export function show(rail = document.querySelector(".rail")) {
  const here = rail?.querySelector("[aria-current]");
  if (!here) return;
  const [box, frame] = [here.getBoundingClientRect(), rail.getBoundingClientRect()];
  rail.scrollTop += box.top + box.height / 2 - frame.top - frame.height / 2;
  rail.scrollLeft += box.left + box.width / 2 - frame.left - frame.width / 2;
}

/** Remember the places in `old`; the function returned puts the present page of a new rail where it was. */
export function hold(old) {
  const frame = old.getBoundingClientRect();
  const places = new Map([...old.querySelectorAll("li > a")].map((one) => [one.getAttribute("href"), one.getBoundingClientRect()]));
  return (rail) => {
    const here = rail.querySelector("[aria-current]");
    const was = places.get(here?.getAttribute("href"));
    const inView = was && was.top >= frame.top && was.bottom <= frame.bottom && was.left >= frame.left && was.right <= frame.right;
    if (!inView) { show(rail); return; }
    const now = here.getBoundingClientRect();
    rail.scrollTop += now.top - was.top;
    rail.scrollLeft += now.left - was.left;
  };
}
