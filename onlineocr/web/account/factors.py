"""The pages of the second factor: django-allauth's views in our frame. Each asks for the password first."""

# mypy: disable-error-code="misc"
# The base classes have no types.

from __future__ import annotations

from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCode
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from .forms import AgainCodeForm, AppForm, ReauthenticateForm

_PRIVATE: list[Any] = [sensitive_post_parameters(), login_required, never_cache]


@never_cache
@login_required
def section(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return HttpResponseRedirect(reverse("web:account") + "#second")


@method_decorator(_PRIVATE, name="dispatch")
class Again(ReauthenticateView):
    """Ask for the password before a page of the second factor."""

    form_class = ReauthenticateForm
    template_name = "web/account/reauthenticate.html"


@method_decorator(_PRIVATE, name="dispatch")
class AgainByCode(ReauthenticateByCode):
    """Ask for a code instead, for an account without a password."""

    form_class = AgainCodeForm
    template_name = "web/account/reauthenticate.html"


@method_decorator(_PRIVATE, name="dispatch")
class AddApp(ActivateTOTPView):
    """Show the secret for an app, and take its first code."""

    form_class = AppForm
    template_name = "web/account/add_app.html"


@method_decorator(_PRIVATE, name="dispatch")
class RemoveApp(DeactivateTOTPView):
    """Switch the second factor off, after a question."""

    template_name = "web/account/remove_app.html"

    def form_valid(self, form: object) -> HttpResponse:
        messages.success(self.request, "The second step is off. The password alone logs in again.")
        answer: HttpResponse = super().form_valid(form)
        return answer


@method_decorator(_PRIVATE, name="dispatch")
class Codes(ViewRecoveryCodesView):
    """Show the recovery codes that were not used."""

    template_name = "web/account/codes.html"


@method_decorator(_PRIVATE, name="dispatch")
class NewCodes(GenerateRecoveryCodesView):
    """Replace the recovery codes, after a question."""

    template_name = "web/account/new_codes.html"
