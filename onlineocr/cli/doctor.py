"""``onlineocr doctor``: a check of every part of the installation, with remedies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

import typer

from . import datafolder, exits
from .datafolder import Data
from .findings import Finding, Trouble


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
    data: Data = None,
) -> None:
    """Test every part of this installation on a known picture; name faults and remedies."""
    datafolder.existing(data)
    findings = []
    for finding in _examine():
        findings.append(finding)
        if not as_json:
            _show(finding)
    sick = [finding for finding in findings if not finding.ok]
    if as_json:
        typer.echo(json.dumps({"ok": not sick, "checks": [asdict(finding) for finding in findings]}, indent=2))
    elif sick:
        typer.echo(f"{len(sick)} of {len(findings)} checks failed.")
    else:
        typer.echo(f"All {len(findings)} checks passed.")
    raise typer.Exit(exits.WRONG if sick else exits.OK)


def _examine() -> Iterator[Finding]:
    from . import checkup  # noqa: PLC0415  it loads the engines

    for name, check in checkup.checks():
        try:
            yield Finding(name, True, check())
        except Trouble as trouble:
            yield Finding(name, False, str(trouble), trouble.remedy)
        except Exception as error:  # noqa: BLE001  any error is a finding
            yield Finding(name, False, f"{type(error).__name__}: {error}", "Install onlineocr again.")


def _show(finding: Finding) -> None:
    mark = typer.style("ok", fg="green") if finding.ok else typer.style("--", fg="red", bold=True)
    typer.echo(f"{mark}  {finding.name}: {finding.detail}")
    if finding.remedy:
        typer.echo(f"    {finding.remedy}")
