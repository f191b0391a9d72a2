"""Rules of legal values."""
