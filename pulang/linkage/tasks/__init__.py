"""Background jobs of linkage."""

from pulang.linkage.tasks import imports, runs

__all__ = ["imports", "runs"]
