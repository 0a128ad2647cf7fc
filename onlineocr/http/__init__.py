"""Modules that the API and the web pages share: middleware, authentication, uploads, errors, and the HTTP server."""
