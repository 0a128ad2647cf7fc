"""Files that the tests draw and hand over."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.support.drawing import draw_text


def picture(*lines: str) -> bytes:
    """A PNG with ``lines`` in black on white."""
    return draw_text(lines).png


def pdf(*texts: str) -> bytes:
    """A PDF of pictures, one page for each text."""
    pages = [Image.open(io.BytesIO(picture(text))).convert("RGB") for text in texts]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:])
    return out.getvalue()


def upload(name: str, content: bytes, kind: str = "image/png") -> dict:
    """A file as the browser's chooser hands it over."""
    return {"name": name, "mimeType": kind, "buffer": content}


def send(client, content, name="letter.png", **options):
    """The form of the start page, as a browser without scripts sends it."""
    return client.post("/", {"file": SimpleUploadedFile(name, content), **options})
