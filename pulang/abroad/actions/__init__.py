"""Writing work abroad: the only code that changes these tables."""
