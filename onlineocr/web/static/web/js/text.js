// A page's text as it is shown, with its tables as tables.

/** Where a table stands in the text, by the words of its block: whole lines, and the line breaks around them. */
function locate(table, blocks, characters) {
  const block = blocks.find(({ kind, box }) => kind === "table" && box.join() === table.box.join());
  const spans = block?.lines.flatMap((line) => (line.words ?? []).map((word) => word.span)) ?? [];
  if (!spans.length) return null;
  let start = spans.reduce((least, span) => Math.min(least, span[0]), Infinity);
  let end = spans.reduce((most, span) => Math.max(most, span[1]), 0);
  while (start > 0 && "\t\n".includes(characters[start - 1])) start -= 1;
  while (end < characters.length && "\t\n".includes(characters[end])) end += 1;
  return { table, start, end };
}

function grid({ cells, rows, columns }, text) {
  const table = document.createElement("table");
  table.dir = "auto";
  table.dataset.text = text;
  const body = table.createTBody();
  const starts = new Map(cells.map((cell) => [`${cell.row},${cell.column}`, cell]));
  const taken = new Set(); // by cells that reach down or to the side
  for (let row = 0; row < rows; row += 1) {
    const line = body.insertRow();
    for (let column = 0; column < columns; column += 1) {
      if (!taken.has(`${row},${column}`)) place(line, row, column, starts.get(`${row},${column}`), taken);
    }
  }
  return table;
}

function place(line, row, column, cell, taken) {
  const box = line.insertCell();
  box.dir = "auto";
  if (!cell) return;
  box.rowSpan = cell.row_span;
  box.colSpan = cell.column_span;
  box.textContent = cell.text;
  for (let down = 0; down < cell.row_span; down += 1) {
    for (let side = 0; side < cell.column_span; side += 1) taken.add(`${row + down},${column + side}`);
  }
}

/** Show the text of a page in `element`. Spans count code points; `tables` lie in the order of the text, or are left as text. */
export function show(element, { text, blocks = [], tables = [] }) {
  const characters = tables.length ? [...text] : [];
  const parts = [];
  let last = 0;
  for (const { table, start, end } of tables.map((one) => locate(one, blocks, characters)).filter(Boolean)) {
    if (start < last) continue;
    parts.push(characters.slice(last, start).join(""), grid(table, characters.slice(start, end).join("")));
    last = end;
  }
  element.replaceChildren(...parts, tables.length ? characters.slice(last).join("") : text);
}
