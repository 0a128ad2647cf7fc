from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "onlineocr.ops"
    label = "ops"

    def ready(self) -> None:
        import_module("onlineocr.ops.checks")
