"""Reading departure, always for someone."""
