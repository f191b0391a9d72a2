"""Decisions of a migration: pure."""
