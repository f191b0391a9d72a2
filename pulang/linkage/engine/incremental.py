"""New rows against the registry, without redoing the rest.

The registry is kept as an index on disk: its prepared records, what its names taught, and the
sorted keys of its blocks. A new file looks its own keys up (a binary search each), and only the
records it meets are compared.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from pulang.linkage.engine import patterns
from pulang.linkage.engine.backends import OnDuckDB
from pulang.linkage.engine.blocks import (
    Columns,
    Numbers,
    Rows,
    candidate_pairs,
    distinct,
    entries,
    families,
    key_columns,
    located,
    refined,
)
from pulang.linkage.engine.clusters import clusters
from pulang.linkage.engine.model import LinkageModel
from pulang.linkage.engine.outcome import Outcome
from pulang.linkage.engine.pipeline import (
    Clock,
    Progress,
    judge,
    named,
    promising,
    score,
)
from pulang.linkage.engine.preparing import prepare as prepared
from pulang.linkage.engine.tokens import Lexicon

_FORMAT = 2
_RECORDS = "records.arrow"


@dataclass(frozen=True)
class Index:
    """A registry ready to be asked."""

    directory: Path
    lexicon: Lexicon
    heaped: tuple[date, ...]
    keys: Numbers
    """Keys of all blocks, sorted; mapped from disk, not read."""
    rows: npt.NDArray[np.int32]
    """The record of each key."""
    size: int

    def records(self, rows: Rows) -> pl.DataFrame:
        """Return the prepared records of these rows, with person_id."""
        # Mapped from disk: only the pages of these rows are read.
        with pa.memory_map(str(self.directory / _RECORDS)) as file:
            return pl.DataFrame(pa.ipc.open_file(file).read_all().take(pa.array(rows)))


def prepare(registry: pl.DataFrame, directory: Path | str) -> Index:
    """Write the index of a registry (canonical columns + person_id) into a directory, and open it."""
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    ready = prepared(registry)
    frame = ready.frame.with_columns(registry["person_id"])
    frame.rechunk().write_ipc(directory / _RECORDS, compat_level=pl.CompatLevel.oldest())
    ready.lexicon.frame.write_parquet(directory / "lexicon.parquet")
    keys, rows = _all_keys(key_columns(ready.frame))
    np.save(directory / "keys.npy", keys)
    np.save(directory / "rows.npy", rows)
    told = {
        "format": _FORMAT,
        "size": len(frame),
        "names_seen": ready.lexicon.names_seen,
        "heaped": [day.isoformat() for day in ready.heaped],
    }
    (directory / "index.json").write_text(json.dumps(told), encoding="utf-8")
    return open_index(directory)


def open_index(directory: Path | str) -> Index:
    """Open the index that `prepare` wrote."""
    directory = Path(directory)
    told = json.loads((directory / "index.json").read_text(encoding="utf-8"))
    if told["format"] != _FORMAT:
        raise ValueError("The index was written by another version: prepare it again.")
    lexicon = Lexicon(pl.read_parquet(directory / "lexicon.parquet"), names_seen=told["names_seen"])
    return Index(
        directory=directory,
        lexicon=lexicon,
        heaped=tuple(date.fromisoformat(day) for day in told["heaped"]),
        keys=np.load(directory / "keys.npy", mmap_mode="r"),
        rows=np.load(directory / "rows.npy", mmap_mode="r"),
        size=told["size"],
    )


def _salted(keys: Numbers, number: int) -> Numbers:
    """Return keys that cannot meet those of another family or refinement."""
    return keys ^ np.uint64((number * 0xD6E8FEB86659FD93) % 2**64)


def _all_keys(columns: Columns) -> tuple[Numbers, npt.NDArray[np.int32]]:
    """Return the keys of all families, sorted, with their records.

    A refined key is kept only where the key it refines is too large.
    """
    all_keys, all_rows, number = [], [], 0
    for family in families():
        rows, keys = entries(columns, family)
        for step in (None, *family.refine):
            if step is not None:
                have = columns[step][rows] != 0
                rows = rows[have]
                keys = refined(columns, rows, keys[have], step)
            all_keys.append(_salted(keys, number))
            all_rows.append(rows.astype(np.int32))
            which = pl.Series(keys).rank("dense").to_numpy() - 1
            large = np.bincount(which)[which] > family.at_most
            rows, keys = rows[large], keys[large]
            number += 1
    keys, owners = np.concatenate(all_keys), np.concatenate(all_rows)
    order = np.argsort(keys, kind="stable")
    return keys[order], owners[order]


def met(index: Index, columns: Columns) -> tuple[Rows, Rows]:
    """Return the distinct pairs (new row, registry row) that share a key."""
    lefts, rights, number = [], [], 0
    for family in families():
        rows, keys = entries(columns, family)
        for step in (None, *family.refine):
            if step is not None:
                have = columns[step][rows] != 0
                rows = rows[have]
                keys = refined(columns, rows, keys[have], step)
            first, size = located(index.keys, _salted(keys, number))
            fits = (size > 0) & (size <= family.at_most)
            lefts.append(np.repeat(rows[fits], size[fits]))
            rights.append(index.rows[_ranges(first[fits], size[fits])].astype(np.int64))
            large = size > family.at_most
            rows, keys = rows[large], keys[large]
            number += 1
    left, right = np.concatenate(lefts), np.concatenate(rights)
    coded = distinct(left * np.int64(index.size) + right)
    return coded // index.size, coded % index.size


def _ranges(first: Rows, size: Rows) -> Rows:
    """Return first[0], first[0]+1, …, then first[1], … for each run of a size."""
    if not len(size):
        return np.empty(0, dtype=np.int64)
    ends = np.cumsum(size)
    return np.arange(ends[-1]) - np.repeat(ends - size, size) + np.repeat(first, size)


def link_new(
    new: pl.DataFrame,
    registry: pl.DataFrame | Index,
    *,
    model: LinkageModel,
    progress: Progress | None = None,
) -> Outcome:
    """Return which person of the registry each new record is, and what is in doubt.

    `clusters` has record_id, cluster and person_id: null where the record is nobody known; new
    records of one unknown person share a cluster. In `pairs`, right is a record of the registry
    and right_person its person, or another new record. A record that fits two persons of the
    registry is linked to the surer one; the other pair is for review: only people merge persons.
    """
    if isinstance(registry, Index):
        return _link(new, registry, model=model, progress=progress)
    with TemporaryDirectory(prefix="pulang-index-") as folder:
        return _link(new, prepare(registry, folder), model=model, progress=progress)


def _link(
    new: pl.DataFrame, index: Index, *, model: LinkageModel, progress: Progress | None
) -> Outcome:
    clock = Clock(progress)
    ready = prepared(new, lexicon=index.lexicon, heaped=index.heaped)
    clock.done("prepare")
    count = len(ready.frame)
    left, known = met(index, key_columns(ready.frame))
    among = candidate_pairs(ready.frame)
    touched = index.records(distinct(known))
    right = (count + np.searchsorted(touched["idx"].to_numpy(), known)).astype(np.int32)
    pairs = pl.concat([among, pl.DataFrame({"left": left.astype(np.int32), "right": right})]).sort(
        "left", "right"
    )
    both = pl.concat([ready.frame, touched.drop("person_id")], how="vertical_relaxed").with_columns(
        pl.int_range(0, count + len(touched), dtype=pl.Int32).alias("idx")
    )
    pairs = promising(both, pairs)
    clock.done("block")
    found = OnDuckDB().compare(both, pairs, lambda part: clock.tell("compare", part))
    clock.done("compare")
    table, which = patterns.table(found["pattern"].to_numpy())
    found = found.with_columns(pl.Series("which", which.astype(np.int32)))
    scored, evidence = score(table, model)
    judged = judge(found, scored, model)
    person = pl.concat(
        [
            pl.Series("person_id", [None] * count, dtype=pl.Int64),
            touched["person_id"].cast(pl.Int64),
        ]
    )
    judged = _one_person_each(judged, person)
    label, owner = _owners(judged, both, person, count)
    ids = both["record_id"].to_numpy()
    clock.done("cluster")
    zones = dict(judged.group_by("zone").len().sort("zone").iter_rows())
    rights = judged["right"].to_numpy()
    return Outcome(
        clusters=pl.DataFrame(
            {"record_id": ids[:count], "cluster": ids[label[:count]], "person_id": owner}
        ),
        pairs=named(judged, ids, evidence).with_columns(
            person.gather(rights).alias("right_person")
        ),
        report={
            "records": count,
            "registry": index.size,
            "candidates": len(found),
            "linked": zones.get("linked", 0),
            "review": zones.get("review", 0),
            "known": int(owner.is_not_null().sum()),
            "thresholds": {"linked": model.thresholds.linked, "review": model.thresholds.review},
            "precision": model.thresholds.precision,
            "seconds": dict(clock.seconds),
        },
        model=model,
    )


def _one_person_each(judged: pl.DataFrame, person: pl.Series) -> pl.DataFrame:
    """Return the pairs with the links of a record to a second person turned into reviews."""
    rights = judged["right"].to_numpy()
    judged = judged.with_columns(person.gather(rights).alias("owner"))
    best = (
        judged.filter((pl.col("zone") == "linked") & pl.col("owner").is_not_null())
        .sort(["weight", "owner"], descending=[True, False])
        .unique("left", keep="first", maintain_order=True)
        .select("left", pl.col("owner").alias("best"))
    )
    second = pl.col("owner").is_not_null() & (pl.col("owner") != pl.col("best"))
    return (
        judged.join(best, on="left", how="left", maintain_order="left")
        .with_columns(
            pl.when(second.fill_null(value=False))
            .then(pl.lit("review"))
            .otherwise(pl.col("zone"))
            .alias("zone")
        )
        .drop("best", "owner")
    )


def _owners(
    judged: pl.DataFrame, both: pl.DataFrame, person: pl.Series, count: int
) -> tuple[npt.NDArray[np.int64], pl.Series]:
    """Return the cluster of each record and the person of the registry of each new one."""
    links = judged.filter(pl.col("zone") == "linked")
    among = links.filter(pl.col("right") < count)
    label = clusters(count, among, both["nik"].to_numpy()[:count])
    known = links.filter(pl.col("right") >= count).with_columns(
        pl.Series("group", label[links.filter(pl.col("right") >= count)["left"].to_numpy()]),
    )
    owners = known.with_columns(person.gather(known["right"].to_numpy()).alias("owner"))
    first = owners.sort(["weight", "owner"], descending=[True, False]).unique(
        "group", keep="first", maintain_order=True
    )
    groups = pl.DataFrame({"group": label})
    owner = groups.join(
        first.select("group", "owner"), on="group", how="left", maintain_order="left"
    )
    return label, owner["owner"].alias("person_id")
