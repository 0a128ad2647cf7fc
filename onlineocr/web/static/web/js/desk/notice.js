// A problem, told above the desk.
const place = document.getElementById("trouble-reading");

/** Tell a problem, until the next one or `silence()`; `way` is a link out of it. */
export function notice(title, detail, way) {
  const box = document.createElement("div");
  box.className = "notice bad";
  box.setAttribute("role", "alert");
  const head = document.createElement("h2");
  head.textContent = title;
  const text = document.createElement("p");
  text.textContent = detail;
  box.append(head, text, ...(way ? [way] : []));
  place.replaceChildren(box);
}

/** Remove the problem. */
export function silence() {
  place.replaceChildren();
}
