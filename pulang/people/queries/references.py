"""Which tables name a person, whichever package they belong to: the reverse relations of the ORM."""

from django.db import models

from pulang.people.models import Person


def references() -> list[tuple[type[models.Model], str]]:
    """Return each column of any table that names a person: the reverse relations of the ORM.

    A model keeps columns out of merges by `STAYS_WHEN_MERGED` (what happened then stays told).
    """
    found = []
    for relation in Person._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.related_model is Person:
            continue
        model, name = relation.related_model, relation.field.name
        if name not in getattr(model, "STAYS_WHEN_MERGED", ()):
            found.append((model, name))
    return sorted(found, key=lambda pair: (pair[0]._meta.label_lower, pair[1]))


def rows_of(person: Person) -> dict[type[models.Model], int]:
    """Return how many rows of each table name the person and would follow her in a merge."""
    counts: dict[type[models.Model], int] = {}
    for model, name in references():
        found = model._base_manager.filter(**{f"{name}_id": person.pk}).count()
        if found:
            counts[model] = counts.get(model, 0) + found
    return counts
