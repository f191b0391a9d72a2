"""Shipped lists."""
