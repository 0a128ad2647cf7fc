"""Django's backend for SQLite, for processes that must not create a database."""
