"""Reading persons: always for someone."""

from pulang.people.queries import consents, dictionary, households, persons, places, search
from pulang.people.queries.persons import person_for
from pulang.people.queries.sections import Section, page_sections

__all__ = [
    "Section",
    "consents",
    "dictionary",
    "households",
    "page_sections",
    "person_for",
    "persons",
    "places",
    "search",
]
