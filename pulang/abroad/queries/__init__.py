"""Reading work abroad, always for someone."""
