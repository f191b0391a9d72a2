"""Reading migrations, always for someone."""
