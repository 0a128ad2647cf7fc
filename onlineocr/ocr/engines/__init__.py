"""Recognition engines behind one contract (`base`) and one registry (`registry`)."""
