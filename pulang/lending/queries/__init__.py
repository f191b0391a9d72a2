"""Reading lending, always for someone."""
