"""The desk: one document, a page at a time, with its picture, its text and its actions."""
