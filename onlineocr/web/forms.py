"""The forms of the account pages: Django's own, with labels and hints for people and password managers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.forms import AuthenticationForm, UserCreationForm

from onlineocr.accounts.models import User

if TYPE_CHECKING:  # generic for the type checker only
    _UserCreationForm = UserCreationForm[User]
else:
    _UserCreationForm = UserCreationForm


class LogInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "The name or the password is not right. Upper and lower case matter in the password.",
        "inactive": "This account is closed.",
    }


class SignUpForm(_UserCreationForm):
    """Name, an address that may stay empty, and a password that passes the installation's rules."""

    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Email (optional)"
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["username"].help_text = "Letters, digits and @ . + - _ only."
        self.fields["password1"].help_text = "At least 8 characters; not common, not only digits, not like the name."
        self.fields["password2"].label = "Password again"
        self.fields["password2"].help_text = ""

    def focus_first_error(self) -> None:
        """After a refusal, the focus goes to the first field that is wrong."""
        wrong = next((name for name in self.fields if name in self.errors), "username")
        self.fields["username"].widget.attrs.pop("autofocus", None)
        self.fields[wrong].widget.attrs["autofocus"] = True
