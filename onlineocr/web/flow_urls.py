"""The names under which django-allauth looks for pages; each is one of ours."""

from __future__ import annotations

from django.urls import URLPattern, path

from .account import sign_in

urlpatterns: list[URLPattern] = [
    path("accounts/login/", sign_in.LogIn.as_view(), name="account_login"),
]
