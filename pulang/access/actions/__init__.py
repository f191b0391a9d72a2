"""Writing: rights, audit, organisations, members, emergency access, the privacy desk."""

from pulang.access.actions import audit, breaches, desk, emergencies, members, organisations
from pulang.access.actions.rights import require

__all__ = [
    "audit",
    "breaches",
    "desk",
    "emergencies",
    "members",
    "organisations",
    "require",
]
