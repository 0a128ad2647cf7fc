"""Sign up, log in, log out. django-allauth carries out each sign-in, after the check of name and password here."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.base.views import AuthenticateView
from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView, RedirectURLMixin
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from onlineocr.accounts import credentials, rates
from onlineocr.accounts.models import TAKEN, User
from onlineocr.ocr.wording import counted

from .. import keeping
from .forms import CodeForm, LogInForm, SignUpForm

if TYPE_CHECKING:  # generic for the type checker only
    _SignUpView = FormView[SignUpForm]
else:
    _SignUpView = FormView

SENT_TWICE = timedelta(minutes=1)
NO_STAFF = {"title": "Only for the operator", "detail": "These pages need another account. Log out first, then log in."}
CLOSED = {"title": "Sign-up is closed", "detail": "The operator of this server makes the accounts. Ask there for one."}


class Counted:
    """Mixin of a form with a rate limit for each address."""

    rate: rates.Rate

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and (standing := self.rate.take(request)).exceeded:
            return too_many(request, standing.seconds)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """Return a 429 page with the time to wait."""
    wait = counted(seconds, "second") if seconds < 100 else counted(math.ceil(seconds / 60), "minute")
    context = {"detail": f"There were too many tries from here. Wait {wait}, then try again."}
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response


class WithDocument(RedirectURLMixin):
    """Mixin that moves a visitor's upload to the account, if the visitor came from the upload's page."""

    request: HttpRequest

    def get_success_url(self) -> str:
        way = super().get_success_url()
        return keeping.keep_from(self.request, way) if self.request.user.is_authenticated else way

    def sign_in(self, user: User, *, signup: bool = False) -> HttpResponse:
        """Sign in ``user``, whose password was right, and redirect to the next page, or to the next step."""
        way = super().get_success_url()
        login = Login(user=user, redirect_url=way, signup=signup)
        return finish(self.request, perform_password_login(self.request, {"username": user.get_username()}, login))


def finish(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return allauth's ``response`` to a step of a sign-in; if it was the last, claim the upload that it leads to."""
    if not (request.user.is_authenticated and isinstance(response, HttpResponseRedirect)):
        return response
    return HttpResponseRedirect(keeping.keep_from(request, response.url))


def for_staff(request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # noqa: ARG001  (Django's signature)
    """Redirect from the admin's own form to the one of the pages, which asks for a second factor as well."""
    if request.user.is_authenticated and not request.user.is_staff:
        return render(request, "web/error.html", NO_STAFF, status=403)
    way = request.GET.get("next") or reverse("admin:index")
    return HttpResponseRedirect(f"{reverse('web:login')}?{urlencode({'next': way})}")


class SecondFactor(Counted, AuthenticateView):  # type: ignore[misc]
    """The second step of a sign-in: the code of the authenticator app, or a recovery code."""

    rate = rates.SIGN_IN
    form_class = CodeForm
    template_name = "web/account/second.html"

    def form_valid(self, form: CodeForm) -> HttpResponse:
        return finish(self.request, super().form_valid(form))


class LogOut(LogoutView):
    """End the session. A GET, as after an outdated form, returns a page that asks for confirmation."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        if not request.user.is_authenticated:
            return HttpResponseRedirect(self.get_success_url())
        return render(request, "web/logout.html")


class LogIn(Counted, WithDocument, LoginView):
    rate = rates.SIGN_IN
    template_name = "web/login.html"
    form_class = LogInForm
    redirect_authenticated_user = True

    def form_valid(self, form: LogInForm) -> HttpResponse:  # type: ignore[override]
        return self.sign_in(form.get_user())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"next": self.get_redirect_url()}


@method_decorator([sensitive_post_parameters(), csrf_protect, never_cache], name="dispatch")
class SignUp(Counted, WithDocument, _SignUpView):
    """Create an account, sign in, and redirect to the address in ``next`` if it is on this site."""

    rate = rates.REGISTER
    template_name = "web/signup.html"
    form_class = SignUpForm
    next_page = settings.LOGIN_REDIRECT_URL

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.REGISTRATION_OPEN:
            return render(request, "web/error.html", CLOSED, status=403)
        if request.user.is_authenticated:
            return HttpResponseRedirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: SignUpForm) -> HttpResponse:
        user = form.save(commit=False)  # hashes the password, before the transaction locks the database
        try:
            with transaction.atomic():
                user.save()
        except IntegrityError:  # another request took the name after the form's check
            form.add_error("username", TAKEN)
            return self.form_invalid(form)
        return self.sign_in(user, signup=True)

    def form_invalid(self, form: SignUpForm) -> HttpResponse:
        if (user := self._made_just_now(form)) is not None:
            return self.sign_in(user)
        form.focus_first_error()
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"next": self.get_redirect_url()}

    def _made_just_now(self, form: SignUpForm) -> User | None:
        """Return the account that this form created a moment ago: a double click without scripts sends it twice."""
        if set(form.errors) != {"username"}:
            return None
        name, password = form.data.get("username", ""), form.data.get("password1", "")
        made = User.objects.named(name)
        if made is None or made.date_joined < timezone.now() - SENT_TWICE:
            return None
        user = credentials.user_with(self.request, name, password)
        if user is not None:
            user.refresh_from_db(fields=["last_login"])  # the first click signed it in while the password was hashed
        return user if user is not None and user.last_login is not None else None
