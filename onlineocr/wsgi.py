"""The WSGI application: ``onlineocr.wsgi:application``."""

from __future__ import annotations

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onlineocr.settings")
django.setup(set_prefix=False)

from onlineocr.ops import statics  # noqa: E402 - it needs the settings

if not settings.DEBUG:
    statics.prepare()  # before the middleware lists the files

application = get_wsgi_application()
