"""Doors of work abroad."""
