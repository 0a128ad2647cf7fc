"""``onlineocr languages``: what can be read, and how to get more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from onlineocr.ocr import languages as table
from onlineocr.ocr.engines import coverage
from onlineocr.ocr.languages import Language

from . import exits, packs

app = typer.Typer(help="List, add and remove the languages that can be read.", no_args_is_help=True)
Codes = Annotated[
    list[str], typer.Argument(help="Languages by any of their codes, such as ru or rus.", metavar="CODE...")
]


@app.command("list")
def list_(
    every: Annotated[bool, typer.Option("--all", help="Also those that can be added.")] = False,
) -> None:
    """List the languages that can be read here: code, Tesseract's code, script, engines, name."""
    ppocr, tesseract = coverage.ppocr(), coverage.tesseract()
    for language in table.every():
        engines = [name for name, has in (("ppocr", ppocr), ("tesseract", tesseract)) if language.tag in has]
        if engines or every:
            typer.echo(
                f"{language.tag:15} {language.tesseract or '-':13} {language.script:5} "
                f"{'+'.join(engines) or '-':16} {language.name}"
            )


@app.command()
def add(codes: Codes) -> None:
    """Add languages for Tesseract: from Debian's package where there is one, else from the official files."""
    _each(codes, _add)


@app.command()
def remove(codes: Codes) -> None:
    """Remove languages that were added here."""
    _each(codes, lambda language: typer.echo(f"{language.tag}: removed {packs.remove(language.tesseract)}"))


def _add(language: Language) -> None:
    pack = packs.add(language.tesseract)
    typer.echo(
        f"{language.tag}: {language.name} added to {pack.path}\n"
        f"  from {pack.source}\n  sha256 {pack.sha256}, {pack.size:,} bytes"
    )


def _each(codes: list[str], do: Callable[[Language], None]) -> None:
    """Do it for each language; one that fails does not keep the others from theirs."""
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
        raise typer.BadParameter(f"Tesseract has no data for {language.name}; the engine 'ppocr' reads it without.")
    return language
