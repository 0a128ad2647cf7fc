"""Our own pipeline over PP-OCRv6: detect lines, cut them out, recognize them, locate the words."""
