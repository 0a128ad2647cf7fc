"""The forms of the account pages: Django's own, with labels and hints for people and password managers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.forms import AuthenticationForm, UserCreationForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from onlineocr.accounts import credentials, passwords
from onlineocr.accounts.models import User
from onlineocr.accounts.scopes import DEFAULT, Scope
from onlineocr.webhooks import outbox, services
from onlineocr.webhooks.models import EVENTS

if TYPE_CHECKING:  # generic for the type checker only
    _UserCreationForm = UserCreationForm[User]
else:
    _UserCreationForm = UserCreationForm


ENDS = {"30": "in 30 days", "90": "in 90 days", "365": "in a year", "": "never"}
EVENT_WORDS = {
    "document.succeeded": "was read",
    "document.partial": "was read in part",
    "document.failed": "could not be read",
    "document.canceled": "was canceled",
}
MISMATCH = "The two passwords are not the same."


class LogInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "The name or the password is not right. Upper and lower case matter in the password.",
        "inactive": "This account is closed.",
    }


class SignUpForm(_UserCreationForm):
    """Form with a name, an optional e-mail address, and a password that meets the installation's rules."""

    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Email (optional)"
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["username"].help_text = "Letters, digits and @ . + - _ only."
        self.fields["password1"].help_text = passwords.STRONG
        self.fields["password2"].label = "Password again"
        self.fields["password2"].help_text = ""

    def validate_password_for_user(self, user: Any, *_: Any, **__: Any) -> None:
        """Check the first field, also if the repetition is wrong: Django checks the repetition."""
        super().validate_password_for_user(user, "password1")  # type: ignore[misc]

    def focus_first_error(self) -> None:
        _focus_first_error(self, "username")


def _password_field(label: str, autocomplete: str, help_text: str = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=1024, help_text=help_text, widget=widget)


class PasswordForm(forms.Form):
    """Form with the present and the new password."""

    old_password = _password_field("Present password", "current-password")
    new_password = _password_field("New password", "new-password", passwords.STRONG)
    again = _password_field("New password again", "new-password")

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data)
        self.user = user

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("new_password") and found.get("again") and found["new_password"] != found["again"]:
            self.add_error("again", MISMATCH)
        return found

    def check_new(self, user: User) -> None:
        """Check the new password, after the present one was correct."""
        try:
            passwords.check_new(self.cleaned_data["new_password"], user, old=self.cleaned_data["old_password"])
        except ValidationError as error:
            self.add_error("new_password", error)

    def focus_first_error(self) -> None:
        _focus_first_error(self, "old_password")


def _code_field(help_text: str = "") -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
    return forms.CharField(label="Code", max_length=20, help_text=help_text, widget=forms.TextInput(attrs=attrs))


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """Form with the code of an app, or a recovery code."""

    code = _code_field("Six digits from the app, or one of your recovery codes.")


class AgainCodeForm(ReauthenticateByCodeForm):  # type: ignore[misc]
    """Form with a code by which a signed-in user confirms a deed."""

    code = _code_field("Six digits from the app, or one of your recovery codes.")


class ReauthenticateForm(forms.Form):
    """Form that confirms by the password that the account's user is still there."""

    password = _password_field("Your password", "current-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        try:
            credentials.counted(context.request, self.user.get_username(), password)
        except credentials.WrongCredentials:
            raise ValidationError(credentials.NOT_CONFIRMED) from None
        except credentials.TooManyFailures as error:
            raise ValidationError(str(error)) from None
        return password


class AppForm(ActivateTOTPForm):  # type: ignore[misc]
    """Form with the first code of an app."""

    code = _code_field("The six digits that the app shows now.")


class ResetForm(forms.Form):
    """Form that asks for a mail with which a password is reset."""

    email = forms.EmailField(
        label="Email address of the account",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


class NewPasswordForm(forms.Form):
    """Form with a new password, for somebody who opened the link of a mail."""

    new_password = _password_field("New password", "new-password", passwords.STRONG)
    again = _password_field("New password again", "new-password")

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data)
        self.user = user
        _focus_first_error(self, "new_password")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        new, again = found.get("new_password"), found.get("again")
        if new and again and new != again:
            self.add_error("again", MISMATCH)
        if new:
            try:
                validate_password(new, self.user)
            except ValidationError as error:
                self.add_error("new_password", error)
        return found


class EmailForm(forms.Form):
    """Form with a new address; the password confirms it, if the account has one."""

    email = forms.EmailField(
        label="New email address",
        max_length=254,
        required=False,
        help_text="Leave it empty to remove the address; then a lost password cannot be replaced by mail.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = _password_field("Your password", "current-password")

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data)
        if not user.has_usable_password():
            del self.fields["password"]


class WebhookForm(forms.Form):
    """Form of a new webhook."""

    url = forms.CharField(
        label="Address",
        max_length=2048,
        help_text="An https address on the public internet; the messages are sent there.",
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(
        label="Short name (optional)",
        max_length=40,
        required=False,
        help_text="Letters, digits, - and _. An upload may name it in its option webhook.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    events = forms.MultipleChoiceField(
        label="Send a message when a document",
        choices=[(event, EVENT_WORDS[event]) for event in EVENTS],
        initial=list(EVENTS),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )

    def clean_url(self) -> str:
        try:
            return str(outbox.checked(self.cleaned_data["url"]))
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def clean_name(self) -> str:
        try:
            return services.checked_name(self.cleaned_data["name"])
        except ValueError as error:
            raise ValidationError(str(error)) from None


class KeyForm(forms.Form):
    """Form with the name, the scopes and the expiry of a new API key."""

    name = forms.CharField(
        max_length=100,
        help_text="For yourself: the program or machine that uses it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    ends = forms.ChoiceField(choices=list(ENDS.items()), required=False, initial="365")
    scopes = forms.MultipleChoiceField(
        label="It may",
        choices=Scope.choices,
        initial=[scope.value for scope in DEFAULT],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )

    def clean_scopes(self) -> list[Scope]:
        return [Scope(name) for name in self.cleaned_data["scopes"]]

    def end(self) -> datetime | None:
        """Return the expiry of the key; None for never."""
        days = self.cleaned_data["ends"]
        return timezone.now() + timedelta(days=int(days)) if days else None


class CloseForm(forms.Form):
    """Form that confirms the deletion of the account by its password, or by its name if it has none."""

    password = _password_field("Your password", "current-password")
    username = forms.CharField(
        label="Your user name, typed exactly", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data)
        self.user = user
        del self.fields["username" if user.has_usable_password() else "password"]

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if name != self.user.get_username():
            raise ValidationError("This is not the name of the account. Nothing was changed.")
        return name


def _focus_first_error(form: forms.BaseForm, usual: str) -> None:
    """Set the focus to the first field with an error."""
    wrong = next((name for name in form.fields if name in form.errors), usual)
    form.fields[usual].widget.attrs.pop("autofocus", None)
    form.fields[wrong].widget.attrs["autofocus"] = True
