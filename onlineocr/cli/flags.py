"""The recognition options as flags of a command, made from the table of options."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from onlineocr.ocr.options import Options
from onlineocr.ocr.specs import Spec


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give ``command``, which takes the options as ``**chosen``, a flag for each; only given flags are passed to it."""
    signature = inspect.signature(command)
    own = [p for p in signature.parameters.values() if p.kind is not inspect.Parameter.VAR_KEYWORD]
    flags = [_parameter(spec) for spec in Options.specs()]

    def run(**values: Any) -> None:
        given = {flag.name: value for flag in flags if (value := values.pop(flag.name)) is not None}
        command(**values, **given)

    keyword = inspect.Parameter.KEYWORD_ONLY
    hints = inspect.get_annotations(command, eval_str=True)
    own = [parameter.replace(kind=keyword, annotation=hints[parameter.name]) for parameter in own]
    run.__signature__ = signature.replace(parameters=[*own, *flags])  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in (*own, *flags)}
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    return run


def _parameter(spec: Spec) -> inspect.Parameter:
    flag = spec.name.replace("_", "-")
    boolean = spec.schema["type"] == "boolean"
    names = [f"--{flag}/--no-{flag}"] if boolean else list(filter(None, [f"--{flag}", spec.short]))
    option = typer.Option(*names, help=spec.help, show_default=_shown(spec))
    kind = bool | None if boolean else str | None
    return inspect.Parameter(
        spec.name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind, option]
    )


def _shown(spec: Spec) -> str:
    if isinstance(spec.default, bool):
        return "yes" if spec.default else "no"
    return str(spec.written_default or "none")
