"""The addresses of the web pages."""

from __future__ import annotations

from django.urls import path

from . import again, home
from .account import email, reset, sessions, sign_in, webhooks
from .account import page as account
from .batch import adding as batch_adding
from .batch import views as batch
from .desk import actions, labelling, lines, sharing, views
from .history import selected
from .history import views as history

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("history/", history.history, name="history"),
    path("history/selected/", selected.selected, name="selected"),
    path("search/", history.search, name="search"),
    path("batches/<uuid:uid>/", batch.show, name="batch"),
    path("batches/<uuid:uid>/add/", batch_adding.add, name="batch-add"),
    path("batches/<uuid:uid>/files/", batch.files, name="batch-files"),
    path("batches/<uuid:uid>/review/", batch.walk, name="batch-walk"),
    path("batches/<uuid:uid>/keep/", batch_adding.keep, name="batch-keep"),
    path("batches/<uuid:uid>/delete/", batch.delete, name="batch-delete"),
    path("documents/<uuid:uid>/", views.show, name="document"),
    path("documents/<uuid:uid>/lines/", lines.lines, name="lines"),
    path("documents/<uuid:uid>/again/", again.again, name="again"),
    path("documents/<uuid:uid>/stop/", actions.stop, name="stop"),
    path("documents/<uuid:uid>/delete/", actions.delete, name="delete"),
    path("documents/<uuid:uid>/labels/", labelling.label, name="labels"),
    path("documents/<uuid:uid>/share/", sharing.share, name="share"),
    path("documents/<uuid:uid>/keep/", actions.keep, name="keep"),
    path("account/", account.show, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/keys/", account.new_key, name="keys"),
    path("account/keys/<slug:uid>/revoke/", account.revoke, name="revoke"),
    path("account/email/", email.change, name="email"),
    path("account/email/mail/", email.confirm_present, name="email-mail"),
    path("account/email/<str:key>/", email.confirm, name="email-confirm"),
    path("account/sessions/end/", sessions.end_others, name="end-sessions"),
    path("account/sessions/<int:pk>/end/", sessions.end, name="end-session"),
    path("account/webhooks/", webhooks.new, name="webhooks"),
    path("account/webhooks/<uuid:uid>/", webhooks.show, name="webhook"),
    path("account/webhooks/<uuid:uid>/test/", webhooks.test, name="webhook-test"),
    path("account/webhooks/<uuid:uid>/switch/", webhooks.switch, name="webhook-switch"),
    path("account/webhooks/<uuid:uid>/delete/", webhooks.delete, name="webhook-delete"),
    path("account/delete/", account.close, name="close"),
    path("accounts/login/", sign_in.LogIn.as_view(), name="login"),
    path("accounts/logout/", sign_in.LogOut.as_view(), name="logout"),
    path("accounts/password/", reset.ask, name="reset"),
    path("accounts/password/sent/", reset.sent, name="reset-sent"),
    path("accounts/password/<str:uidb64>/<str:token>/", reset.Choose.as_view(), name="reset-choose"),
    path("accounts/signup/", sign_in.SignUp.as_view(), name="signup"),
]
