// What can be told of a file before it is sent.
import { Problem } from "./api.js";

const size = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const megabytes = (bytes) => `${size.format(bytes / 1048576)} MB`;

/** The Problem of a file that is empty, or larger than `most` bytes; else null. */
export function refusal(file, most) {
  if (file.size === 0) return new Problem({ title: "The file is empty", detail: "Choose a picture or a PDF with something in it.", status: 400 });
  if (most && file.size > most) {
    return new Problem({
      title: "The file is too large",
      detail: `It has ${megabytes(file.size)}; at most ${megabytes(most)} are allowed. Send a smaller file, or split it.`,
      status: 413,
    });
  }
  return null;
}
