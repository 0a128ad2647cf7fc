"""Tesseract 5, in this process, for the scripts that PP-OCR lacks; and its detection of the script."""
