"""Reading: who acts, members and organisations, the trail, the privacy desk."""

from pulang.access.queries import desk, members, register, trail
from pulang.access.queries.actors import (
    actor_by_email,
    actor_for,
    actor_of_membership,
    first_actor,
)

__all__ = [
    "actor_by_email",
    "actor_for",
    "actor_of_membership",
    "desk",
    "first_actor",
    "members",
    "register",
    "trail",
]
