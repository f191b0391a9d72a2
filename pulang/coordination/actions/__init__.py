"""Writing the desks' work."""
