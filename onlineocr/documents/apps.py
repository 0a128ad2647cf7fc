from django.apps import AppConfig
from django.db.models.signals import post_migrate

from . import triggers


class DocumentsConfig(AppConfig):
    name = "onlineocr.documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(triggers.install, sender=self)
