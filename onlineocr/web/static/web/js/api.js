// Client of the HTTP API: sends JSON, returns JSON or throws a Problem.

/** An error with a title and a detail for people. `retryAfter` is in seconds, or null. */
export class Problem extends Error {
  constructor({ title, detail, status = 0, code = "", errors = [], retryAfter = null, body = null }) {
    super(detail || title);
    Object.assign(this, { title, detail, status, code, errors, retryAfter, body });
  }

  /** Whether the same request may succeed the next time. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

const OFFLINE = {
  title: "The connection was lost",
  detail: "The server could not be reached, or the line broke while the file was on its way. Check the network and try again.",
};

const UNEXPECTED = {
  413: ["The file is too large", "A server on the way refused it for its size. Send a smaller file."],
  429: ["Too many requests", "Wait a moment, then try again."],
};

/** Return the Problem of a response, from problem+json or from a proxy's page. */
export function problemFrom(status, text, retryAfter) {
  const wait = Number.parseInt(retryAfter, 10);
  const common = { status, retryAfter: Number.isNaN(wait) ? null : wait };
  try {
    const body = JSON.parse(text);
    if (body && typeof body.title === "string") {
      return new Problem({ ...common, title: body.title, detail: describe(body), code: body.code, errors: body.errors, body });
    }
  } catch {
    // not JSON: handled below
  }
  const [title, detail] = UNEXPECTED[status] ?? ["The server answered with an error", `Its status was ${status}. Try again in a moment.`];
  return new Problem({ ...common, title, detail });
}

function describe({ detail = "", errors = [] }) {
  const fields = errors.filter((error) => error.field && !detail.includes(error.detail));
  return [detail, ...fields.map((error) => `${error.field}: ${error.detail}`)].filter(Boolean).join(" ");
}

/** Return the CSRF token. The cookie has the newest one, since signing in creates another. */
function secret() {
  const cookie = document.cookie.split("; ").find((one) => one.startsWith("onlineocr_csrf="));
  return cookie?.slice(cookie.indexOf("=") + 1) ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value;
}

function headers(token) {
  const csrf = secret();
  return { Accept: "application/json", ...(csrf && { "X-CSRFToken": csrf }), ...(token && { "X-Document-Token": token }) };
}

/** GET `url` as JSON; throws Problem. */
export async function get(url, { token, signal } = {}) {
  let answer;
  try {
    answer = await fetch(url, { headers: headers(token), signal, credentials: "same-origin" });
  } catch (error) {
    throw signal?.aborted ? error : new Problem(OFFLINE);
  }
  if (!answer.ok) {
    throw problemFrom(answer.status, await answer.text(), answer.headers.get("Retry-After"));
  }
  return answer.json();
}

/** Send `body` as JSON; `more` are headers. Throws Problem, whose `body` is that of the response. */
export async function send(method, url, body, { token, keepalive = false, ...more } = {}) {
  let answer;
  const said = { ...headers(token), ...(body && { "Content-Type": "application/json" }), ...more };
  try {
    answer = await fetch(url, { method, headers: said, body: body && JSON.stringify(body), keepalive, credentials: "same-origin" });
  } catch {
    throw new Problem(OFFLINE);
  }
  const text = await answer.text();
  if (!answer.ok) throw problemFrom(answer.status, text, answer.headers.get("Retry-After"));
  return JSON.parse(text);
}

/** POST `form`, telling `onProgress` the share sent (0..1); XMLHttpRequest, since fetch cannot say how far it is. */
export function upload(url, form, { onProgress, signal, token, ...more } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    for (const [name, value] of Object.entries({ ...headers(token), ...more })) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (event) => event.lengthComputable && onProgress?.(event.loaded / event.total));
    request.addEventListener("error", () => reject(new Problem(OFFLINE)));
    request.addEventListener("abort", () => reject(new DOMException("canceled", "AbortError")));
    request.addEventListener("load", () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText));
      else reject(problemFrom(request.status, request.responseText, request.getResponseHeader("Retry-After")));
    });
    signal?.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}

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
