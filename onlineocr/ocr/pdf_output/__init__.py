"""Searchable PDFs: the original's pages with their text. Runs in a decode child, since it opens the original again."""
