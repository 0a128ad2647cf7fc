from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "onlineocr.documents"
    default_auto_field = "django.db.models.BigAutoField"
