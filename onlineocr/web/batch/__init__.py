"""Batches: ``/batches/<id>/``, a table of files that were handed in together."""
