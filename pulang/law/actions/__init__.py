"""Changing the law as Pulang knows it: new versions, never rewritten ones."""
