"""Examples of the calls that most programs make, in curl, Python and JavaScript, as one walk from an account to a file.

The steps of a language, put together, are a program; tests/api/test_code_samples.py runs each of them as it stands,
with ``URL`` and the file ``scan.png`` of the reader.
"""

from __future__ import annotations

from dataclasses import dataclass

URL = "http://127.0.0.1:9999"
"""The address in the samples, which the page replaces by its own."""


@dataclass(frozen=True, slots=True)
class Step:
    """One call: the id of its operation, its title, a text, and its code in each language."""

    operation: str
    title: str
    text: str
    curl: str
    python: str
    javascript: str

    def codes(self, url: str = URL) -> list[tuple[str, str]]:
        """Return the names of the languages with the code for the service at ``url``."""
        codes = (("curl", self.curl), ("Python", self.python), ("JavaScript", self.javascript))
        return [(name, code.strip().replace(URL, url)) for name, code in codes]


REGISTER = Step(
    "register",
    "Create an account",
    "Once. The Python programs need the package requests, the JavaScript ones Node 20 or later.",
    """
URL=http://127.0.0.1:9999
curl "$URL/api/register/" -d username=dora -d password='correct horse battery'
""",
    """
import time

import requests

URL = "http://127.0.0.1:9999"
account = {"username": "dora", "password": "correct horse battery"}
requests.post(f"{URL}/api/register/", json=account).raise_for_status()
""",
    """
import { openAsBlob } from "node:fs";
import { writeFile } from "node:fs/promises";

const SERVICE = "http://127.0.0.1:9999";

async function call(path, options = {}) {
  const answer = await fetch(SERVICE + path, options);
  if (!answer.ok) throw new Error(await answer.text());
  return answer;
}

const account = new URLSearchParams({ username: "dora", password: "correct horse battery" });
await call("/api/register/", { method: "POST", body: account });
""",
)
SIGN_IN = Step(
    "token_obtain_pair",
    "Sign in",
    "The access token works for 15 minutes. A program that runs for longer uses an API key instead.",
    """
TOKEN=$(curl "$URL/api/token_obtain_pair/" -d username=dora -d password='correct horse battery' | jq -r .access)
""",
    """
tokens = requests.post(f"{URL}/api/token_obtain_pair/", json=account).json()
session = requests.Session()
session.headers["Authorization"] = f"Bearer {tokens['access']}"
""",
    """
const tokens = await (await call("/api/token_obtain_pair/", { method: "POST", body: account })).json();
const headers = { Authorization: `Bearer ${tokens.access}` };
""",
)
UPLOAD = Step(
    "document_create",
    "Upload a picture or a PDF",
    "The answer comes at once, with the id of the document.",
    """
ID=$(curl -H "Authorization: Bearer $TOKEN" -F file=@scan.png "$URL/api/v1/documents/" | jq -r .id)
""",
    """
with open("scan.png", "rb") as file:
    document = session.post(f"{URL}/api/v1/documents/", files={"file": file}).json()
address = f"{URL}/api/v1/documents/{document['id']}/"
""",
    """
const form = new FormData();
form.append("file", await openAsBlob("scan.png"), "scan.png");
let document = await (await call("/api/v1/documents/", { method: "POST", headers, body: form })).json();
const address = `/api/v1/documents/${document.id}/`;
""",
)
WAIT = Step(
    "document_retrieve",
    "Wait until it is read",
    "With `wait`, the answer comes when a page or the document ends, at the latest after so many seconds.",
    """
while curl -H "Authorization: Bearer $TOKEN" "$URL/api/v1/documents/$ID/?wait=20" |
  jq -e '.status == "queued" or .status == "running"'
do sleep 0.2; done
""",
    """
while document["status"] in ("queued", "running"):
    time.sleep(0.2)
    document = session.get(address, params={"wait": 20}).json()
""",
    """
while (["queued", "running"].includes(document.status)) {
  await new Promise((resolve) => setTimeout(resolve, 200));
  document = await (await call(`${address}?wait=20`, { headers })).json();
}
""",
)
TEXT = Step(
    "document_result",
    "Get the text",
    "Other formats are json, md, html, docx, xlsx and more.",
    """
curl -H "Authorization: Bearer $TOKEN" "$URL/api/v1/documents/$ID/result?format=txt"
""",
    """
print(session.get(f"{address}result", params={"format": "txt"}).text)
""",
    """
console.log(await (await call(`${address}result?format=txt`, { headers })).text());
""",
)
CORRECT = Step(
    "document_page_correct",
    "Correct a word",
    "Blocks, lines and words are counted from 0. `revision` is that of the page: no edit of others is lost.",
    """
curl -X PATCH -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
  -d '{"revision": 1, "edits": [{"block": 0, "line": 0, "word": 0, "text": "Receipt"}]}' \\
  "$URL/api/v1/documents/$ID/pages/1/"
""",
    """
edit = {"block": 0, "line": 0, "word": 0, "text": "Receipt"}
session.patch(f"{address}pages/1/", json={"revision": 1, "edits": [edit]}).raise_for_status()
""",
    """
const edit = { block: 0, line: 0, word: 0, text: "Receipt" };
await call(`${address}pages/1/`, {
  method: "PATCH",
  headers: { ...headers, "Content-Type": "application/json" },
  body: JSON.stringify({ revision: 1, edits: [edit] }),
});
""",
)
SEARCH = Step(
    "search",
    "Search all documents",
    "Each hit names its document and page, and has the boxes of the words found.",
    """
curl -G -H "Authorization: Bearer $TOKEN" --data-urlencode 'q=receipt' "$URL/api/v1/search" | jq '.results | length'
""",
    """
hits = session.get(f"{URL}/api/v1/search", params={"q": "receipt"}).json()
print(len(hits["results"]))
""",
    """
const hits = await (await call("/api/v1/search?q=receipt", { headers })).json();
console.log(hits.results.length);
""",
)
DOWNLOAD = Step(
    "document_result",
    "Download a searchable PDF",
    "With the corrections. A result is written anew from the stored text; nothing is read again.",
    """
curl -H "Authorization: Bearer $TOKEN" -o scan.pdf "$URL/api/v1/documents/$ID/result?format=pdf"
""",
    """
with open("scan.pdf", "wb") as file:
    file.write(session.get(f"{address}result", params={"format": "pdf"}).content)
""",
    """
const pdf = await (await call(`${address}result?format=pdf`, { headers })).arrayBuffer();
await writeFile("scan.pdf", Buffer.from(pdf));
""",
)
STEPS = (REGISTER, SIGN_IN, UPLOAD, WAIT, TEXT, CORRECT, SEARCH, DOWNLOAD)


def program(language: str, url: str = URL) -> str:
    """Return the whole program in ``language``: curl, Python or JavaScript."""
    return "\n".join(dict(step.codes(url))[language] for step in STEPS) + "\n"
