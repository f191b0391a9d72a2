"""Filters of lending's pages."""
