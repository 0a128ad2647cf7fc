from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "onlineocr.api"
    label = "api"

    def ready(self) -> None:
        import_module("onlineocr.api.schema")  # its classes register themselves with drf-spectacular
