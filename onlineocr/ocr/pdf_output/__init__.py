"""The original's pages with their text: a searchable PDF. Runs in a decode child, since it opens the original again."""
