"""Reading messages; registering what packages above say, hear and call."""
