"""The web pages: forms and templates over the same services that the API calls."""
