"""Decisions about work abroad: pure."""
