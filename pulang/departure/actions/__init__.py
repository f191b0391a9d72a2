"""Writing departure: the only code that changes these tables."""
