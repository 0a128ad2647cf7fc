"""The documents of the signed-in user: listed, filtered, searched, and worked on together."""
