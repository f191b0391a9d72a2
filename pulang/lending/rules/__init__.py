"""Decisions of lending: pure."""
