"""The engine ``fake``, described without loading it."""

from onlineocr.ocr.engines.descriptor import Descriptor


class Fake(Descriptor):
    """It takes any language and reads none, so it names none; it has no entry in the documentation."""

    name = "fake"
    title = "the fake engine"
    target = "fake_engine:Fake"

    def version(self) -> str:
        return "1"

    def languages(self) -> None:
        return None
