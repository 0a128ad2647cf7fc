"""Write the reference pages that are nothing but tables of the code.

python docs/generate.py            write them
python docs/generate.py --check    exit status 1 and the names of those that are out of date

They describe this repository: engines and formats of other installed packages are not in them.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import inspect
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
ERRORS = """\
Every error under `/api/` is a document of the type `application/problem+json` (RFC 9457):

```json
{"type": "/docs/errors/#too_many_bytes", "title": "The file is too large", "status": 413,
 "detail": "The file has 73400320 bytes; at most 52428800 are taken.", "code": "too_many_bytes", "errors": [],
 "request_id": "8c1f…"}
```

`code` is stable: programs decide by it. `detail` is for people and may change. `errors` names each field or option that
is wrong, as `{"field", "detail"}`. `request_id` is the `X-Request-Id` of the call, which the log carries too. 429 and
503 carry `Retry-After`, 401 carries `WWW-Authenticate`."""
MADE = "<!-- Made by 'python docs/generate.py'; do not edit. -->\n"


def hide_other_packages() -> None:
    """Let the registries, which are not loaded yet, find no entry points of other packages."""
    find = importlib.metadata.entry_points

    def own(**selected: str) -> importlib.metadata.EntryPoints:
        hidden = selected.get("group", "").startswith("onlineocr.")
        return importlib.metadata.EntryPoints(()) if hidden else find(**selected)

    importlib.metadata.entry_points = own


def pages() -> dict[str, str]:
    """Every generated page by its file name."""
    return {
        "options.md": "".join(options()),
        "engines.md": "".join(engines()),
        "formats.md": "".join(formats()),
        "commands.md": "".join(commands()),
        "api.md": "".join(api()),
        "errors.md": "".join(errors()),
    }


def options() -> Iterator[str]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onlineocr.settings")
    importlib.import_module("django").setup()
    from onlineocr.documents.options import specs

    yield f"{MADE}# Options\n\nAn option has the same name in the API (form field, JSON field or query), on the "
    yield "command line (`--name`, with `-` for `_`) and in the library. An unknown option or value is refused with "
    yield "`invalid_option`, naming each.\n"
    for spec in specs():
        default = "empty" if spec.written_default in (None, "") else f"`{plain(spec.written_default)}`"
        yield f"\n## `{spec.name}`\n\n{sentence(spec.help)}\n\n"
        yield f"Type: {kind(spec.schema)}. Default: {default}.\n"


def plain(value: object) -> str:
    return json.dumps(value).strip('"')


def engines() -> Iterator[str]:
    from onlineocr.ocr.engines import registry

    yield f"{MADE}# Engines\n\nAn engine takes the pixels of an upright page and returns lines with words, boxes and "
    yield "confidences. Another package adds one by an entry point of the group "
    yield f"`{registry.GROUP}` ([how](../howto/add-an-engine.md)).\n"
    for engine in registry.descriptors():
        if engine.text:
            yield f"\n## `{engine.name}`\n\n{engine.text}\n"


def formats() -> Iterator[str]:
    from onlineocr.ocr.export import registry

    yield f"{MADE}# Formats\n\nEvery format is made from the one stored result, without reading the file again: "
    yield "`?format=` of `GET /api/v1/documents/{id}/result`, `--format` on the command line, `export` in the "
    yield "library.\n\n"
    yield "| format | media type | ending | contents |\n|---|---|---|---|\n"
    found = [registry.get(name) for name in registry.names()]
    for form in found:
        yield f"| [`{form.name}`](#{form.name}) | `{form.media_type}` | `{form.extension}` | {form.title} |\n"
    for form in found:
        home = inspect.getmodule(form.write)
        package = (home and home.__package__) or ""
        if package.startswith(f"{registry.__package__}."):  # a format of several modules: the package says it
            home = importlib.import_module(package)
        text = inspect.getdoc(home) or ""
        yield f"\n## `{form.name}`\n\n{text.replace('``', '`')}\n"
        if form.needs_original:
            yield "\nIt needs the uploaded file, too: 410 `original_gone` when that has been deleted.\n"


def commands() -> Iterator[str]:
    import typer.main

    from onlineocr.cli import app, exits

    root = typer.main.get_command(app)
    yield f"{MADE}# Commands\n\nIn a clone: `.venv/bin/onlineocr`, or `./serve` for `onlineocr serve`. "
    yield "Every command has `-h` and `--help`; `onlineocr --version` shows the version.\n"
    yield "\n## Exit codes\n\n| code | meaning |\n|---|---|\n"
    yield from (f"| {code} | {text} |\n" for code, text in exits.MEANINGS.items())
    for name, command in walk("onlineocr", root):
        yield f"\n## `{name}`\n\n{inspect.cleandoc(command.help or '')}\n"
        rows = [parameter_row(parameter) for parameter in command.params if parameter.name != "help"]
        if rows:
            yield "\n| argument | meaning | default |\n|---|---|---|\n" + "".join(rows)


def walk(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    """Every command that does something, with its full name."""
    below = getattr(command, "commands", {})
    if not below:
        yield name, command
    for inner, subcommand in below.items():
        if not subcommand.hidden:
            yield from walk(f"{name} {inner}", subcommand)


def parameter_row(parameter: Any) -> str:
    names = ", ".join([*parameter.opts, *parameter.secondary_opts])
    if parameter.param_type_name == "argument":
        names = parameter.name.upper()
    text = cell(getattr(parameter, "help", None) or "")
    default = "" if parameter.default in (None, "", False) or callable(parameter.default) else parameter.default
    return f"| `{names}` | {text} | {f'`{default}`' if default != '' else ''} |\n"


def api() -> Iterator[str]:
    document = json.loads((ROOT / "openapi.json").read_text())
    yield f"{MADE}# Calls\n\nThe reference with examples is at `/docs/` of every installation, the OpenAPI document "
    yield "at `/api/schema/` and in `openapi.json`. Errors: [errors](errors.md).\n\n"
    yield "An unknown query parameter is refused (422 `invalid_option`), and so is one that is given twice; "
    yield "only `status`, `language` and `media_type` of lists may be repeated.\n"
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            if method not in {"get", "post", "put", "patch", "delete"}:
                continue
            text = call.get("description") or call.get("summary") or ""
            yield f"\n## `{method.upper()} {path}`\n\n{text.strip()}\n"
            rows = [query_row(parameter) for parameter in call.get("parameters", ())]
            if rows:
                yield "\n| parameter | in | type | meaning |\n|---|---|---|---|\n" + "".join(rows)


def query_row(parameter: dict[str, Any]) -> str:
    text = cell(parameter.get("description", ""))
    return f"| `{parameter['name']}` | {parameter['in']} | {kind(parameter.get('schema', {}))} | {text} |\n"


def kind(schema: dict[str, Any]) -> str:
    """A JSON schema in words."""
    if "enum" in schema:
        return "one of " + ", ".join(f"`{value}`" for value in schema["enum"])
    low, high = schema.get("minimum"), schema.get("maximum")
    within = f" from {low} to {high}" if low is not None and high is not None else ""
    return str(schema.get("type", "value")).replace("['", "").replace("']", "").replace("', '", " or ") + within


def errors() -> Iterator[str]:
    from onlineocr.http.problems import TABLE
    from onlineocr.ocr.page import PROBLEMS

    yield f"{MADE}# Error codes\n\n{ERRORS}\n\n| code | status | meaning | remedy |\n|---|---|---|---|\n"
    for row in sorted(TABLE.values(), key=lambda row: (row.status, row.code)):
        yield f"| `{row.code}` | {row.status} | {cell(row.title)}. | {cell(row.remedy)} |\n"
    yield "\n## Problems of a page\n\nA page that was read only in part, or not as requested, has the reason in its "
    yield '`problems`, as `{"code", "detail"}`.\n\n| code | meaning |\n|---|---|\n'
    yield from (f"| `{code}` | {cell(text)} |\n" for code, text in PROBLEMS.items())


def cell(text: str) -> str:
    """``text`` as one cell of a table."""
    return text.replace("|", "\\|").replace("\n", " ")


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def main() -> int:
    stale = [name for name, text in pages().items() if not same(FOLDER / name, text)]
    if sys.argv[1:] == ["--check"]:
        sys.stdout.writelines(
            f"docs/reference/{name} is out of date: run 'python docs/generate.py'\n" for name in stale
        )
        return 1 if stale else 0
    for name in stale:
        (FOLDER / name).write_text(pages()[name])
    return 0


def same(file: Path, text: str) -> bool:
    return file.exists() and file.read_text() == text


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ONLINEOCR_DATA"] = folder
        hide_other_packages()
        sys.exit(main())
