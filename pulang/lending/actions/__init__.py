"""Changing lending."""
