"""Reading the desks' work."""
