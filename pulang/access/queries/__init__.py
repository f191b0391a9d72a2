"""Reading: who acts, members and organisations, the trail, the privacy desk."""

from pulang.access.queries import desk, members, register, trail
from pulang.access.queries.actors import (
    actor_by_email,
    actor_for,
    actor_of_membership,
    chosen_actor,
    first_actor,
    memberships_now,
    service_actor,
)

__all__ = [
    "actor_by_email",
    "actor_for",
    "actor_of_membership",
    "chosen_actor",
    "desk",
    "first_actor",
    "members",
    "memberships_now",
    "register",
    "service_actor",
    "trail",
]
