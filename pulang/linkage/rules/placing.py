"""From what the engine found to what is written: who joins whom, who is new, what a person decides.

The engine says which records belong together. The registry's promises stand above it:
two persons that both exist already are never merged by a machine; a person under protection is
never joined by a machine (handbook 7.6); what a person has decided stays decided.
"""

from dataclasses import dataclass

import polars as pl

_PAIR = {"left": pl.Int64, "right": pl.Int64}


@dataclass(frozen=True, slots=True)
class Placing:
    """What a run writes."""

    placed: pl.DataFrame
    """record_id, owner, is_new: each record that had no person, and its person (is_new False) or
    the number of a person to be made (is_new True; records of one number belong together)."""
    proposals: pl.DataFrame
    """left, right (record ids, left < right) and whatever else `pairs` carries: one row, the
    likeliest, for each two persons that may be one."""


def place(
    *,
    records: pl.DataFrame,
    clusters: pl.DataFrame,
    pairs: pl.DataFrame,
    known: pl.DataFrame,
    protected: frozenset[int] = frozenset(),
) -> Placing:
    """Return where each record goes and which pairs a person must look at.

    `records`: record_id, person (null when it has none yet). `clusters`: record_id, cluster.
    `pairs`: left, right, probability, zone and evidence. `known`: left, right: pairs a person has
    decided or has before her; the same two persons are not proposed again.
    """
    owned = _owners(records, clusters, pairs, protected)
    placed = owned.filter(pl.col("person").is_null()).select(
        "record_id", "owner", (pl.col("owner") < 0).alias("is_new")
    )
    return Placing(placed=placed, proposals=_proposals(owned, pairs, known))


def with_registry(clusters: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Return clusters of new records with one record of the person each belongs to added.

    `clusters` may carry `person_id` (the person of the registry, or null); without it, all stays.
    """
    if "person_id" not in clusters.columns:
        return clusters.select("record_id", "cluster")
    known = clusters.filter(pl.col("person_id").is_not_null())
    one_each = (
        records.filter(pl.col("person").is_in(known["person_id"].unique().implode()))
        .group_by("person")
        .agg(pl.col("record_id").min())
        .select("record_id", (-pl.col("person")).alias("cluster"))
    )
    own = clusters.select(
        "record_id", pl.coalesce(-pl.col("person_id"), "cluster").cast(pl.Int64).alias("cluster")
    )
    return pl.concat([own, one_each])


def _owners(
    records: pl.DataFrame, clusters: pl.DataFrame, pairs: pl.DataFrame, protected: frozenset[int]
) -> pl.DataFrame:
    """Return records with `owner`: a person's id, or a negative number for a person to be made."""
    rows = records.select("record_id", "person").join(clusters, on="record_id", how="left")
    # A record the engine left out stands alone.
    rows = rows.with_columns(
        pl.coalesce("cluster", -pl.col("record_id") - 2**40).alias("cluster"),
        pl.col("person").is_in(list(protected)).fill_null(value=False).alias("guarded"),
    )
    persons = (
        rows.filter(pl.col("person").is_not_null() & ~pl.col("guarded"))
        .group_by("cluster")
        .agg(pl.col("person").min().alias("first"), pl.col("person").n_unique().alias("persons"))
    )
    rows = rows.join(persons, on="cluster", how="left")
    nearest = _nearest(rows, pairs)
    rows = rows.join(nearest, on="record_id", how="left")
    fresh = -(pl.col("cluster").rank("dense").cast(pl.Int64))
    return rows.with_columns(fresh.alias("fresh")).with_columns(
        pl.when(pl.col("person").is_not_null())
        .then("person")
        .when(pl.col("persons") == 1)
        .then("first")
        .when(pl.col("persons") > 1)
        .then(pl.coalesce("nearest", "first"))
        .otherwise("fresh")
        .alias("owner")
    )


def _nearest(rows: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return, for new records between several persons, the person of the likeliest link."""
    torn = rows.filter(pl.col("person").is_null() & (pl.col("persons") > 1)).select("record_id")
    links = pairs.filter(pl.col("zone") == "linked").select("left", "right", "probability")
    both = pl.concat(
        [
            links,
            links.select(
                pl.col("right").alias("left"), pl.col("left").alias("right"), "probability"
            ),
        ]
    )
    held = rows.filter(pl.col("person").is_not_null() & ~pl.col("guarded")).select(
        pl.col("record_id").alias("right"), pl.col("person").alias("nearest")
    )
    return (
        torn.join(both, left_on="record_id", right_on="left")
        .join(held, on="right")
        .sort(["record_id", "probability", "nearest"], descending=[False, True, False])
        .unique("record_id", keep="first", maintain_order=True)
        .select("record_id", "nearest")
    )


def _between(owned: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs with `one` < `other`: the two different persons they stand between."""
    owner = owned.select("record_id", "owner")
    return (
        pairs.join(owner.rename({"record_id": "left", "owner": "a"}), on="left")
        .join(owner.rename({"record_id": "right", "owner": "b"}), on="right")
        .filter(pl.col("a") != pl.col("b"))
        .with_columns(
            pl.min_horizontal("a", "b").alias("one"), pl.max_horizontal("a", "b").alias("other")
        )
        .drop("a", "b")
    )


def _proposals(owned: pl.DataFrame, pairs: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    ordered = pairs.with_columns(
        pl.min_horizontal("left", "right").alias("left"),
        pl.max_horizontal("left", "right").alias("right"),
    )
    decided = _between(owned, known.select(pl.col(name).cast(kind) for name, kind in _PAIR.items()))
    return (
        _between(owned, ordered)
        .join(decided.select("one", "other").unique(), on=["one", "other"], how="anti")
        .sort(["probability", "left", "right"], descending=[True, False, False])
        .unique(["one", "other"], keep="first", maintain_order=True)
        .drop("one", "other")
    )
