"""Changing persons: permission, lock, rule, write, audit."""

from pulang.people.actions import consents, dictionary, golden, households, persons
from pulang.people.actions.golden import rekey, settlers

__all__ = ["consents", "dictionary", "golden", "households", "persons", "rekey", "settlers"]
