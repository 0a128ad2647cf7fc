"""Our own pipeline over PP-OCRv6: detect lines, cut them out, read them, place the words."""
