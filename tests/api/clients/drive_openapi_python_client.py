"""What a user of the client that openapi-python-client makes does: arguments are the server, a name, two pictures."""

import json
import sys
import time
from pathlib import Path

from onlineocr_client import AuthenticatedClient, Client
from onlineocr_client.api.documents import (
    document_create,
    document_page,
    document_page_correct,
    document_result,
    document_retrieve,
    search,
)
from onlineocr_client.api.ocr import history, recognize
from onlineocr_client.api.sign_in import register, token_obtain_pair, token_refresh
from onlineocr_client.models import (
    DocumentCreateFilesBody,
    Edit,
    PageCorrection,
    RecognizeFilesBody,
    RefreshRequest,
    RegisterRequest,
    SignInRequest,
)
from onlineocr_client.types import File

server, name, *pictures = sys.argv[1:]


def files() -> list[File]:
    return [File(Path(path).open("rb"), Path(path).name, "image/png") for path in pictures]


guest = Client(server, raise_on_unexpected_status=True)
account = {"username": name, "password": "correct horse battery"}
register.sync(client=guest, body=RegisterRequest(**account))
pair = token_obtain_pair.sync(client=guest, body=SignInRequest(**account))
pair = token_refresh.sync(client=guest, body=RefreshRequest(refresh=pair.refresh))
client = AuthenticatedClient(server, pair.access, raise_on_unexpected_status=True)

said = recognize.sync(client=client, body=RecognizeFilesBody(image=files()[0]), languages="en", deskew=False)
one = document_create.sync(client=client, body=DocumentCreateFilesBody(file=files()[:1]))
raw = document_create.sync(client=client, body=files()[0], wait=30.0)
batch = document_create.sync(client=client, body=DocumentCreateFilesBody(file=files()))
while (one := document_retrieve.sync(client=client, uid=one.id, wait=20.0)).status != "succeeded":
    time.sleep(0.1)
result = document_result.sync(client=client, uid=one.id)
page = document_page.sync(client=client, uid=one.id, number=1)
edit = PageCorrection(revision=page.revision, edits=[Edit(block=0, line=0, text="corrected zebra")])
changed = document_page_correct.sync(client=client, uid=one.id, number=1, body=edit)
# Its functions know one type for each answer, JSON here; other formats come by the HTTP client that is signed in.
as_pdf = client.get_httpx_client().get(f"/api/v1/documents/{one.id}/result", params={"format": "pdf"})
found = search.sync(client=client, q="zebra")
sys.stdout.write(
    json.dumps(
        {
            "recognized": said.content,
            "words": [word.text for line in said.pages[0].blocks[0].lines for word in line.words],
            "batch": [document.file_name for document in batch.documents],
            "raw": raw.status,
            "result": result.pages[0].text,
            "corrected": [changed.revision, changed.text],
            "pdf": as_pdf.content[:5].decode(),
            "found": [hit.page for hit in found.results],
            "history": history.sync(client=client).count,
        }
    )
)
