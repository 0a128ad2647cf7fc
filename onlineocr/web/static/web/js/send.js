// On every page: sends a file that was dropped or pasted, on the start page also chosen or photographed, shows the
// progress, and opens the document's page. An error is shown with its remedy, and the file is kept for the next try.
import { Problem, get, refusal, upload } from "./api.js";
import { announce } from "./copy.js";

/** Where the sending is shown. Its data tell addresses, limits and who is signed in. */
export const panel = document.getElementById("send");
const form = document.getElementById("upload"); // on the start page only
const sending = document.getElementById("sending");
const trouble = document.getElementById("trouble");
const unlock = trouble.querySelector("[data-unlock]");
const part = (name, root = sending) => root.querySelector(`[data-${name}]`);
const NOBODY = "00000000-0000-0000-0000-000000000000";
const LOCKED = new Set(["pdf_encrypted", "wrong_password"]);

let last = null;
let flight = null;

/** Every option of the form that says more than its default. */
function options() {
  const fields = [...(form?.querySelectorAll(".options [name]") ?? [])];
  return fields.map((field) => [field.name, field.value.trim()]).filter(([, value]) => value);
}

/** The file and the options. */
function body(file) {
  const data = new FormData();
  data.append("file", file, file.name);
  for (const [name, value] of options()) data.append(name, value);
  if (!unlock.hidden && unlock.elements.unlock.value) data.set("password", unlock.elements.unlock.value);
  return data;
}

/** Whether the page was made for somebody whose session has ended since. */
export async function signedOut() {
  if (!panel.dataset.user) return false;
  try {
    panel.dataset.user = (await get(panel.dataset.me)).username;
    return false;
  } catch (problem) {
    if (problem.status === 401 || problem.status === 403) return true;
    throw problem;
  }
}

/** A file goes to nobody's account only if the visitor knows it: what was read without an account is not in the history. */
async function checkSession() {
  const before = panel.dataset.user;
  if (await signedOut()) {
    throw new Problem({ title: "You are signed out", detail: `Your session has ended, so ${last?.name || "nothing"} was ${last ? "not " : ""}sent. Log in, then try again.`, status: 401, code: "signed_out" });
  }
  if (panel.dataset.user !== before) {
    throw new Problem({ title: `You are signed in as ${panel.dataset.user} now`, detail: "The file was not sent. Try again to send it for this account.", status: 409, code: "other_account" });
  }
}

function show(file) {
  if (form) form.hidden = true;
  trouble.hidden = true;
  document.getElementById("problem")?.remove();
  sending.hidden = false;
  part("name").textContent = file.name;
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
  if (!form) return;
  form.hidden = false;
  form.elements.file.value = "";
  form.elements.photo.value = "";
}

/** The detail without the title that it begins with. Of a protected PDF: what to do on this page. */
function told({ code, title, detail = "" }) {
  if (code === "pdf_encrypted") return "Type its password below, then send it again. Or remove the protection.";
  return detail.startsWith(title) ? detail.slice(title.length).replace(/^[.: ]+/, "") : detail;
}

function fail(problem) {
  back();
  const again = problem.passing || problem.code === "signed_out" || problem.code === "other_account";
  part("title", trouble).textContent = problem.title;
  part("detail", trouble).textContent = [told(problem), problem.retryAfter && `Try again in ${problem.retryAfter} s.`].filter(Boolean).join(" ");
  part("again", trouble).hidden = !(again && last);
  part("login", trouble).hidden = problem.status !== 401;
  part("close", trouble).hidden = Boolean(form);
  const without = part("without", trouble);
  if (without) without.hidden = problem.code !== "signed_out";
  unlock.hidden = !(last && LOCKED.has(problem.code));
  unlock.elements.unlock.value = "";
  trouble.hidden = false;
  const next = [unlock.elements.unlock, part("login", trouble), part("again", trouble), form?.elements.file, part("close", trouble)];
  next.find((one) => one?.checkVisibility())?.focus();
}

async function send(file) {
  if (flight) return;
  last = file;
  const refused = refusal(file, Number(panel.dataset.maxBytes));
  if (refused) { fail(refused); return; }
  const data = body(file);
  show(file);
  await attempt(async (signal) => {
    const answer = await upload(panel.dataset.upload, data, { onProgress: progress, signal });
    progress(1);
    const page = panel.dataset.page.replace(NOBODY, answer.id);
    location.assign(answer.token ? `${page}?token=${encodeURIComponent(answer.token)}` : page);
  });
}

/** Send by `deed(signal)`, which *Cancel* ends; a problem is told. */
async function attempt(deed) {
  flight = new AbortController();
  try {
    await checkSession();
    await deed(flight.signal);
  } catch (error) {
    if (error instanceof Problem) fail(error);
    else if (error.name === "AbortError") { back(); announce("Canceled"); form?.elements.file.focus(); }
    else throw error;
  } finally {
    flight = null;
  }
}

/** Several files become a batch; they are shown, and told of, on its page. */
async function sendAll(files) {
  if (flight) return;
  last = null;
  show({ name: `${files.length} files`, type: "" });
  await attempt(async (signal) => {
    const { begin } = await import("./batch/begin.js");
    const tell = (text, share) => { part("bar").value = Math.round(share * 100); part("said").textContent = text; };
    const chosen = options().filter(([name]) => name !== "password"); // the browser keeps these for a while
    await begin(files, { options: chosen, data: panel.dataset, tell, signal });
  });
}

/** All files of `transfer`, those of dropped folders too. Call it while the event is handled. */
async function filesOf(transfer) {
  const files = [...transfer.files];
  const entries = [...transfer.items].map((item) => item.kind === "file" && item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return files;
  const { walk } = await import("./folders.js");
  return walk(entries);
}

/** A page that has a place of its own for files takes them by this event. */
function take(given) {
  const files = [...given];
  if (!files.length || !document.dispatchEvent(new CustomEvent("web:files", { detail: files, cancelable: true }))) return;
  if (files.length === 1) send(files[0]);
  else sendAll(files);
}

part("cancel").addEventListener("click", () => flight?.abort());
part("again", trouble).addEventListener("click", () => send(last));
part("without", trouble)?.addEventListener("click", () => { panel.dataset.user = ""; send(last); });
part("close", trouble).addEventListener("click", () => { trouble.hidden = true; });
unlock.addEventListener("submit", (event) => { event.preventDefault(); send(last); });

if (form) {
  for (const input of [form.elements.file, form.elements.photo]) input.addEventListener("change", () => take(input.files));
  // Enter in one of the options: the refused file is sent again, with the present options.
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = [...form.elements.file.files, ...form.elements.photo.files];
    if (chosen.length || last) take(chosen.length ? chosen : [last]);
    else fail(new Problem({ title: "No file was chosen", detail: "Choose a picture or a PDF first.", status: 400 }));
  });
}

document.addEventListener("paste", (event) => {
  const files = event.clipboardData?.files ?? [];
  if (!files.length) return;
  event.preventDefault();
  take(files);
});

const target = form ?? document.body;
const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
document.addEventListener("dragover", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  target.classList.add("over");
});
document.addEventListener("dragleave", (event) => event.relatedTarget === null && target.classList.remove("over"));
document.addEventListener("drop", (event) => {
  target.classList.remove("over");
  if (!carriesFiles(event)) return;
  event.preventDefault();
  filesOf(event.dataTransfer).then(take, () => take(event.dataTransfer.files));
});
// After the browser's back button, the page is ready for the next file.
addEventListener("pageshow", (event) => event.persisted && back());
