"""The names under which django-allauth looks for pages; each is one of ours."""

from __future__ import annotations

from django.urls import URLPattern, path

from .account import factors, sign_in

urlpatterns: list[URLPattern] = [
    path("accounts/login/", sign_in.LogIn.as_view(), name="account_login"),
    path("accounts/second/", sign_in.SecondFactor.as_view(), name="mfa_authenticate"),
    path("account/confirm/", factors.Again.as_view(), name="account_reauthenticate"),
    path("account/second/", factors.section, name="mfa_index"),
    path("account/second/app/", factors.AddApp.as_view(), name="mfa_activate_totp"),
    path("account/second/app/remove/", factors.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("account/second/codes/", factors.Codes.as_view(), name="mfa_view_recovery_codes"),
    path("account/second/codes/new/", factors.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("account/second/confirm/", factors.AgainByCode.as_view(), name="mfa_reauthenticate"),
]
