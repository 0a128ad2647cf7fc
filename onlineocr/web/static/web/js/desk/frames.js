// Marks on the picture, drawn by scripts: one SVG for each kind.
const SVG = "http://www.w3.org/2000/svg";
const AIR = 4; // pixels of the page around a box

const path = (boxes, air) => boxes.map(([left, top, right, bottom]) =>
  `M${left - air} ${top - air}h${right - left + 2 * air}v${bottom - top + 2 * air}h${left - right - 2 * air}z`).join("");

/** The boxes as the data of one SVG path. */
export const outline = (boxes) => path(boxes, 0);

/** Mark `boxes` of a page of this size as `kind`, in place of those marked before. */
export function mark(kind, boxes, { width, height }) {
  const sheet = document.getElementById("sheet");
  if (!sheet) return;
  let svg = sheet.querySelector(`svg.${kind}`);
  if (!svg) {
    svg = document.createElementNS(SVG, "svg");
    for (const [name, value] of Object.entries({ class: kind, preserveAspectRatio: "none", "aria-hidden": "true" })) svg.setAttribute(name, value);
    svg.append(document.createElementNS(SVG, "path"));
    sheet.append(svg);
  }
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.firstChild.setAttribute("d", path(boxes, AIR));
}

/** Remove the marks of a kind. */
export function unmark(kind) {
  document.querySelector(`#sheet svg.${kind}`)?.remove();
}
