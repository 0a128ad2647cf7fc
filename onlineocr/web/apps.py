from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "onlineocr.web"
    label = "web"
