"""Writing migrations: the only code that changes these tables."""
