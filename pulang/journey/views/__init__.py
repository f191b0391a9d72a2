"""Pages of journey."""
