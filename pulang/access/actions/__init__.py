"""Writing: rights, audit, organisations, memberships, emergency access."""

from pulang.access.actions import audit
from pulang.access.actions.rights import require

__all__ = ["audit", "require"]
