"""Pure rules of places: keys of names, the shipped listing, finding a place, reading codes."""
