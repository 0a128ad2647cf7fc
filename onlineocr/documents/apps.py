from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

LOCK_SECONDS = 10


def limit_waiting(connection: BaseDatabaseWrapper, **_: object) -> None:
    """On PostgreSQL, limit the wait of a statement for a lock to the same time as on SQLite."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")


class DocumentsConfig(AppConfig):
    name = "onlineocr.documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .models import triggers  # noqa: PLC0415 - no model may be imported before the apps are ready

        connection_created.connect(limit_waiting)
        post_migrate.connect(triggers.install, sender=self)
