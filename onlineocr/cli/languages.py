"""``onlineocr languages``: list, add and remove languages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Annotated

import typer

from onlineocr.ocr import languages as table
from onlineocr.ocr.engines import catalog
from onlineocr.ocr.languages import Language

from . import datafolder, exits, packs
from .datafolder import Data

app = typer.Typer(help="List, add and remove the languages that can be read.", no_args_is_help=True)
Codes = Annotated[
    list[str], typer.Argument(help="Languages by any of their codes, such as ru or rus.", metavar="CODE...")
]


@app.command("list")
def list_(
    every: Annotated[bool, typer.Option("--all", help="Also those that can be added.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON array of objects, for machines.")] = False,
    data: Data = None,
) -> None:
    """List the languages that can be read here: code, Tesseract's code, script, engines, name."""
    datafolder.existing(data)
    found = [(language, engines) for language, engines in _engines_by_language() if engines or every]
    if as_json:
        typer.echo(json.dumps([asdict(language) | {"engines": engines} for language, engines in found], indent=2))
        return
    for language, engines in found:
        typer.echo(
            f"{language.tag:15} {language.tesseract or '-':13} {language.script:5} "
            f"{'+'.join(engines) or '-':16} {language.name}"
        )


def _engines_by_language() -> Iterator[tuple[Language, list[str]]]:
    readers = catalog.readers()
    for language in table.every():
        yield language, readers.get(language.tag, [])


@app.command()
def add(codes: Codes, data: Data = None) -> None:
    """Add languages for Tesseract: from Debian's package where there is one, else from the official files."""
    datafolder.existing(data)
    _each(codes, _add)


@app.command()
def remove(codes: Codes, data: Data = None) -> None:
    """Remove languages that were added here."""
    datafolder.existing(data)
    _each(codes, lambda language: typer.echo(f"{language.tag}: removed {packs.remove(language.tesseract)}"))


def _add(language: Language) -> None:
    pack = packs.add(language.tesseract)
    typer.echo(
        f"{language.tag}: {language.name} added to {pack.path}\n"
        f"  from {pack.source}\n  sha256 {pack.sha256}, {pack.size:,} bytes"
    )


def _each(codes: list[str], do: Callable[[Language], None]) -> None:
    """Call ``do`` for each language; an error does not stop the others."""
    chosen = [_parsed(code) for code in codes]
    failed = False
    for language in dict.fromkeys(chosen):
        try:
            do(language)
        except packs.CannotAdd as error:
            typer.echo(f"{language.tag}: {error}", err=True)
            failed = True
    raise typer.Exit(exits.WRONG if failed else exits.OK)


def _parsed(code: str) -> Language:
    try:
        language = table.parse(code)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    if not language.tesseract:
        others = " and ".join(f"'{name}'" for name in catalog.readers().get(language.tag, [])) or "no engine here"
        raise typer.BadParameter(f"Tesseract has no data for {language.name}; the engine {others} reads it without.")
    return language
