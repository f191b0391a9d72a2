"""Background jobs of linkage."""
