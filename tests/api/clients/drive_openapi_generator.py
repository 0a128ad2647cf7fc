"""What a user of the client that openapi-generator makes does: arguments are the server, a name, two pictures."""

import json
import sys
import time
from pathlib import Path

import onlineocr_api as api

server, name, *pictures = sys.argv[1:]
files = [(Path(path).name, Path(path).read_bytes()) for path in pictures]

guest = api.ApiClient(api.Configuration(host=server))
sign_in = api.SignInApi(guest)
account = {"username": name, "password": "correct horse battery"}
sign_in.register(api.RegisterRequest(**account))
pair = sign_in.token_obtain_pair(api.SignInRequest(**account))
pair = sign_in.token_refresh(api.RefreshRequest(refresh=pair.refresh))
client = api.ApiClient(api.Configuration(host=server, access_token=pair.access))
documents = api.DocumentsApi(client)

said = api.OcrApi(client).recognize(image=files[0], languages="en", deskew=False)
one = documents.document_create(file=files[:1]).actual_instance
batch = documents.document_create(file=files).actual_instance
while (one := documents.document_retrieve(uid=one.id, wait=20)).status != "succeeded":
    time.sleep(0.1)
result = documents.document_result(uid=one.id)
page = documents.document_page(uid=one.id, number=1)
edit = api.PageCorrection(revision=page.revision, edits=[api.Edit(block=0, line=0, text="corrected zebra")])
changed = documents.document_page_correct(uid=one.id, number=1, page_correction=edit)
as_pdf = documents.document_result_without_preload_content(uid=one.id, format="pdf")
found = documents.search(q="zebra")
sys.stdout.write(
    json.dumps(
        {
            "recognized": said.actual_instance.content if hasattr(said, "actual_instance") else said.content,
            "words": [word.text for line in said.pages[0].blocks[0].lines for word in line.words],
            "batch": [document.file_name for document in batch.documents],
            "result": result.pages[0].text,
            "corrected": [changed.revision, changed.text],
            "pdf": as_pdf.read()[:5].decode(),
            "found": [hit.page for hit in found.results],
            "history": api.OcrApi(client).history().count,
        }
    )
)
