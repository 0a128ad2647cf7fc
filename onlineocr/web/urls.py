"""The addresses of the web pages."""

from __future__ import annotations

from django.urls import path

from . import again, history, home, search
from .account import page as account
from .account import sign_in
from .desk import actions, lines, sharing, views

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("history/", history.history, name="history"),
    path("search/", search.search, name="search"),
    path("documents/<uuid:uid>/", views.show, name="document"),
    path("documents/<uuid:uid>/lines/", lines.lines, name="lines"),
    path("documents/<uuid:uid>/again/", again.again, name="again"),
    path("documents/<uuid:uid>/stop/", actions.stop, name="stop"),
    path("documents/<uuid:uid>/delete/", actions.delete, name="delete"),
    path("documents/<uuid:uid>/share/", sharing.share, name="share"),
    path("documents/<uuid:uid>/keep/", actions.keep, name="keep"),
    path("account/", account.show, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/keys/", account.new_key, name="keys"),
    path("account/keys/<slug:uid>/revoke/", account.revoke, name="revoke"),
    path("account/delete/", account.close, name="close"),
    path("accounts/login/", sign_in.LogIn.as_view(), name="login"),
    path("accounts/logout/", sign_in.LogOut.as_view(), name="logout"),
    path("accounts/signup/", sign_in.SignUp.as_view(), name="signup"),
]
