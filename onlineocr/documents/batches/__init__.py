"""Batches: files that were handed in together, their states in one view, their doubtful words in one walk."""
