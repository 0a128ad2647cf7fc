"""Parts that every HTTP edge shares."""
