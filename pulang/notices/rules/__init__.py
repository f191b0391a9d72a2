"""What decides about a message, without clock, settings or database."""
