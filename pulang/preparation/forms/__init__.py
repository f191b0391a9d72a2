"""Shapes of input."""
