"""Bytes to pixels. Everything here parses what strangers sent, so it runs only inside a decode child.

``document.probe`` looks, ``document.decode`` draws one page. Both are pure on a seekable binary file with a
descriptor; both raise :class:`~..errors.InputError` or :class:`~..errors.LimitError`, whatever the bytes are.
The supervisor of the children is :mod:`onlineocr.ocr.sandbox`; nobody else calls this package, and importing
it loads no decoder.
"""
