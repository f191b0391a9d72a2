"""Decisions of departure: pure."""
