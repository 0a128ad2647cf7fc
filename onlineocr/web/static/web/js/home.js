// The start page: a file is dropped, chosen, photographed or pasted, sent with its progress, and its page opened.
import { Problem, upload } from "./api.js";
import { announce, listen } from "./copy.js";

const form = document.getElementById("upload");
const sending = document.getElementById("sending");
const trouble = document.getElementById("trouble");
const part = (name, root = sending) => root.querySelector(`[data-${name}]`);

let last = null;
let flight = null;

const size = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const megabytes = (bytes) => `${size.format(bytes / 1048576)} MB`;

/** The file and every option that says more than its default. */
function body(file) {
  const data = new FormData();
  data.append("file", file, file.name);
  for (const name of ["languages", "pages", "password"]) {
    const value = form.elements[name].value.trim();
    if (value) data.append(name, value);
  }
  return data;
}

function refusal(file) {
  const most = Number(form.dataset.maxBytes);
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

function show(file) {
  form.hidden = true;
  trouble.hidden = true;
  document.getElementById("problem")?.remove();
  sending.hidden = false;
  part("name").textContent = file.name;
  part("bar").value = 0;
  progress(0);
  preview(file);
  part("cancel").focus();
  announce(`Sending ${file.name}`);
}

function preview(file) {
  const image = part("thumb");
  image.hidden = true;
  if (!file.type.startsWith("image/")) return;
  URL.revokeObjectURL(image.src);
  image.onload = () => { image.hidden = false; };
  image.onerror = () => { image.hidden = true; };
  image.src = URL.createObjectURL(file);
}

function progress(share) {
  part("bar").value = Math.round(share * 100);
  part("said").textContent = share < 1 ? `Sending, ${Math.round(share * 100)} %` : "Sent. Opening its page…";
}

function back() {
  sending.hidden = true;
  form.hidden = false;
  form.elements.file.value = "";
  form.elements.photo.value = "";
}

function fail(problem) {
  back();
  part("title", trouble).textContent = problem.title;
  part("detail", trouble).textContent = [problem.detail, problem.retryAfter && `Try again in ${problem.retryAfter} s.`].filter(Boolean).join(" ");
  part("again", trouble).hidden = !(problem.passing && last);
  trouble.hidden = false;
  if (["pdf_encrypted", "wrong_password"].includes(problem.code)) form.querySelector("details").open = true;
  (problem.passing && last ? part("again", trouble) : form.elements.file).focus();
}

async function send(file) {
  if (flight) return;
  last = file;
  const refused = refusal(file);
  if (refused) { fail(refused); return; }
  show(file);
  flight = new AbortController();
  try {
    const answer = await upload("/api/v1/documents/", body(file), { onProgress: progress, signal: flight.signal });
    progress(1);
    location.assign(`/documents/${answer.id}/${answer.token ? `?token=${encodeURIComponent(answer.token)}` : ""}`);
  } catch (error) {
    if (error instanceof Problem) fail(error);
    else if (error.name === "AbortError") { back(); announce("Canceled"); form.elements.file.focus(); }
    else throw error;
  } finally {
    flight = null;
  }
}

function take(files) {
  if (files.length === 1) send(files[0]);
  else if (files.length > 1) {
    last = null;
    fail(new Problem({ title: "One file at a time", detail: `You gave ${files.length} files. Send them one after the other, or put the pages into one PDF.`, status: 400 }));
  }
}

for (const input of [form.elements.file, form.elements.photo]) input.addEventListener("change", () => take(input.files));
form.addEventListener("submit", (event) => event.preventDefault());
part("cancel").addEventListener("click", () => flight?.abort());
part("again", trouble).addEventListener("click", () => send(last));

document.addEventListener("paste", (event) => {
  const files = event.clipboardData?.files ?? [];
  if (!files.length) return;
  event.preventDefault();
  take(files);
});

const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
document.addEventListener("dragover", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  form.classList.add("over");
});
document.addEventListener("dragleave", (event) => event.relatedTarget === null && form.classList.remove("over"));
document.addEventListener("drop", (event) => {
  form.classList.remove("over");
  if (!carriesFiles(event)) return;
  event.preventDefault();
  take(event.dataTransfer.files);
});
// Come back by the browser's own button, and the page is ready for the next file.
addEventListener("pageshow", (event) => event.persisted && back());

listen();
