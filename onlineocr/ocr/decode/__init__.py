"""Decoding of files to pixels. This package parses untrusted bytes, so it runs only inside a decode child.

``document.probe`` inspects a file, ``document.decode`` draws one page. Both have no side effects on a seekable binary
file with a descriptor. For any bytes they raise only :class:`~..errors.InputError` or :class:`~..errors.LimitError`.
The supervisor of the children is :mod:`onlineocr.ocr.sandbox`, the only caller of this package. An import of this
package loads no decoder.
"""
