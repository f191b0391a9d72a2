"""Changing what preparing holds."""
