// The page on the desk: its lines as the API has them, and the elements that show their words.
const REVIEW_BELOW = 0.9;
const root = document.getElementById("document");

/** Whether a person should look at the word. */
export const doubtful = (word) => word.confidence !== null && word.confidence < REVIEW_BELOW && !word.corrected;

export class Sheet {
  constructor(page) {
    Object.assign(this, { number: page.number, revision: page.revision, width: page.width, height: page.height });
    this.blocks = page.blocks.map((block) => ({ kind: block.kind, lines: block.lines.map((line) => ({ ...line })) }));
    this.bind();
  }

  get lines() {
    return this.blocks.flatMap((block) => block.lines);
  }

  /** Find the elements of each line's words; the server numbers the words in the order of the lists. */
  bind() {
    const spans = new Map([...root.querySelectorAll(".text [data-w]")].map((span) => [Number(span.dataset.w), span]));
    let number = 0;
    for (const line of this.lines) {
      line.spans = line.words.map((_, word) => spans.get(number + word) ?? null);
      number += line.words.length;
    }
  }

  /** The place of a line now, for an edit; null if it is gone. */
  place(line) {
    for (const [block, { lines }] of this.blocks.entries()) {
      const number = lines.indexOf(line);
      if (number >= 0) return { block, line: number };
    }
    return null;
  }

  at(block, line) {
    return this.blocks[block]?.lines[line] ?? null;
  }

  /** The doubtful words in reading order, without those of lines that are being saved: `{line, word}`. */
  doubts() {
    return this.lines.flatMap((line) =>
      (line.edit ? [] : line.words.flatMap((word, number) => (doubtful(word) ? [{ line, word: number }] : []))));
  }

  /** The doubtful word after (or before, with `step` -1) a place; a word of -1 means the line as a whole. */
  next({ line, word }, step = 1) {
    const lines = this.lines;
    const here = lines.indexOf(line);
    const beyond = (one) => {
      const there = lines.indexOf(one.line);
      return step > 0 ? there > here || (there === here && one.word > word) : there < here || (there === here && one.word < word);
    };
    const found = this.doubts().filter(beyond);
    return (step > 0 ? found[0] : found.at(-1)) ?? null;
  }

  /** Do the server's changes; returns whether the elements on the screen no longer fit the lines. */
  apply(answer) {
    let stale = answer.since !== this.revision;
    for (const { block, line, added, removed, lines, emptied } of answer.changes) {
      if (added) this.blocks.splice(block, 0, { kind: added.kind, lines: [] });
      const old = this.blocks[block].lines;
      if (removed === 1 && lines.length === 1) Object.assign(old[line], lines[0]);
      else {
        old.splice(line, removed, ...lines.map((one) => ({ ...one, spans: [] })));
        stale = true;
      }
      if (emptied) this.blocks.splice(block, 1);
    }
    this.revision = answer.revision;
    return stale;
  }
}

/** Show a line's new text at once; where its words are not side by side, the next answer of the server shows it. */
export function show(line, text) {
  const [first, last] = [line.spans.find(Boolean), line.spans.findLast(Boolean)];
  if (text === null) {
    for (const span of line.spans) span?.classList.remove("d1", "d2");
    return;
  }
  if (!first?.isConnected || first.parentElement !== last.parentElement) return;
  const range = document.createRange();
  range.setStartBefore(first);
  range.setEndAfter(last);
  range.deleteContents();
  const span = document.createElement("span");
  span.dataset.w = first.dataset.w;
  span.textContent = text;
  range.insertNode(span);
  line.spans = [span];
}
