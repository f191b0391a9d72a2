"""Pages of the bank desk, and of her own loan."""
