"""Data classes D0 to D10 (handbook 8.2). Each model puts every field into one of them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class DataClass(StrEnum):
    """How much a field can hurt a person when it is seen by whom it does not concern."""

    D0 = "D0"  # public aggregate
    D1 = "D1"  # directory: agencies, prices, codes, technical columns
    D2 = "D2"  # identity of candidate, worker, family
    D3 = "D3"  # documents and biometrics
    D4 = "D4"  # loan and finance
    D5 = "D5"  # existence of a protection case
    D6 = "D6"  # case narrative, screening answers
    D7 = "D7"  # medical, psychological
    D8 = "D8"  # safe house, contact of a victim
    D9 = "D9"  # suspects, intelligence, evidence
    D10 = "D10"  # identity of a reporter


PROTECTED = frozenset(set(DataClass) - {DataClass.D0, DataClass.D1})
"""Classes whose tables need row-level security."""


def class_of(model: type[Any], column: str) -> DataClass:
    """Return the data class of a model's column; what nobody classed counts as identity."""
    fields: Mapping[str, DataClass] = getattr(getattr(model, "Privacy", None), "fields", {})
    name = column.removesuffix("_id")
    for key in (column, name, "*"):
        if key in fields:
            return DataClass(fields[key])
    return DataClass.D2
