"""The browser of the web pages looks at the admin too."""

from tests.web.conftest import chromium  # noqa: F401
