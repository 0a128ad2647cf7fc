"""Signing in, and the pages of the user's account."""
