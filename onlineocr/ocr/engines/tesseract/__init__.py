"""Tesseract 5, in this process, for the scripts that PP-OCR lacks; and Tesseract's detection of the script."""
