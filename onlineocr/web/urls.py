"""The addresses of the web pages."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path

from . import accounts, document, history, home, search

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("history/", history.history, name="history"),
    path("search/", search.search, name="search"),
    path("documents/<uuid:uid>/", document.show, name="document"),
    path("documents/<uuid:uid>/delete/", document.delete, name="delete"),
    path("accounts/login/", accounts.LogIn.as_view(), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("accounts/signup/", accounts.SignUp.as_view(), name="signup"),
]
