"""What the engine answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from pulang.linkage.engine.model import LinkageModel


@dataclass(frozen=True, slots=True)
class Outcome:
    """The persons found in the records, and every pair that was linked or is in doubt."""

    clusters: pl.DataFrame
    """record_id, cluster (the smallest record_id of the person); one row per record."""
    pairs: pl.DataFrame
    """left, right (record ids), probability, weight (bits), zone (linked | review), splink (its
    match weight), prior, and `evidence_<comparison>` in bits; prior and evidence sum to weight."""
    report: Mapping[str, Any]
    """records, candidates, linked, review, persons, thresholds, precision, seconds per step."""
    model: LinkageModel


@dataclass(frozen=True, slots=True)
class Evidence:
    """One bar of the waterfall: what a field said, in bits, and in words."""

    field: str
    group: str
    bits: float
    level: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why two records are or are not one person: prior + evidence = total, in bits."""

    prior: float
    evidence: tuple[Evidence, ...]
    total: float
    probability: float
    zone: str
    """linked, review or apart."""
