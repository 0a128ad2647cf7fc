"""Form fields and annotations: their values are on the page, so they are in its text."""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.ocr.decode.decoded import Decoder
from tests.support import pdfs

LOOK = {"DA": String("/F 12 Tf 0 g")}


def words(decoder: Decoder, data: bytes) -> list[str]:
    own = decoder.page(data).own_text
    assert own is not None
    return [word.text for line in own.lines for word in line.words]


def box(bottom: float, height: float = 22) -> Array:
    return Array([160, bottom, 400, bottom + height])


def test_it_reads_text_fields_without_an_appearance(decoder: Decoder) -> None:
    data = pdfs.form(
        {"FT": Name.Tx, "V": String("Desk lamp"), "Rect": box(650), **LOOK},
        {"FT": Name.Tx, "Ff": 1 << 12, "V": String("12 Long Street\nSpringfield"), "Rect": box(560, 60), **LOOK},
    )
    assert words(decoder, data)[6:] == ["Desk", "lamp", "12", "Long", "Street", "Springfield"]


def test_it_reads_a_choice(decoder: Decoder) -> None:
    data = pdfs.form({
        "FT": Name.Ch, "Ff": 1 << 17, "V": String("Norway"), "Opt": Array([String("Norway"), String("Chile")]),
        "Rect": box(650), **LOOK,
    })  # fmt: skip
    assert words(decoder, data)[6:] == ["Norway"]


def button(state: str, bottom: float, *, radio: bool = False) -> dict:
    look = Dictionary(N=Dictionary(Off=Dictionary(), Yes=Dictionary()))
    return {
        "FT": Name.Btn, "Ff": 1 << 15 if radio else 0, "AS": Name(f"/{state}"), "V": Name(f"/{state}"), "AP": look,
        "Rect": Array([160, bottom, 176, bottom + 16]), "MK": Dictionary(BC=Array([0])), **LOOK,
    }  # fmt: skip


def test_buttons_become_characters(decoder: Decoder) -> None:
    data = pdfs.form(button("Yes", 650), button("Off", 600), button("Yes", 550, radio=True))
    assert words(decoder, data)[6:] == ["☑", "☐", "◉"]


def test_a_hidden_field_says_nothing(decoder: Decoder) -> None:
    data = pdfs.form({"FT": Name.Tx, "V": String("secret"), "Rect": box(650), **LOOK})
    with pikepdf.open(__import__("io").BytesIO(data)) as document:
        document.pages[0].Annots[0].F = 2
        document.save(out := __import__("io").BytesIO())
    assert "secret" not in words(decoder, out.getvalue())


def test_the_page_is_drawn_as_before(decoder: Decoder) -> None:
    data = pdfs.form({"FT": Name.Tx, "V": String("Desk lamp"), "Rect": box(650), **LOOK})
    assert (decoder.page(data).pixels == decoder.page(data, text_layer="ignore").pixels).all()
