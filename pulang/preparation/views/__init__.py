"""Doors of preparing."""
