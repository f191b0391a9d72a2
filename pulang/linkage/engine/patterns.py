"""Every candidate pair becomes a pattern: the levels of all its comparisons in one number.

Splink compares (on DuckDB or Spark); this module hands it the pairs and takes back the pattern, from
which the match weight follows. A million pairs share some ten thousand patterns, so what comes after
(training, probability, evidence) costs next to nothing.
"""

import json
import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl
from splink import Linker
from splink.internals.comparison_vector_values import (
    compute_comparison_vector_values_from_id_pairs_sqls,
)
from splink.internals.pipeline import CTEPipeline
from splink.internals.splink_dataframe import SplinkDataFrame

from pulang.linkage.engine import comparisons, splink_model

Codes = npt.NDArray[np.int64]

RADIX = tuple(len(field.levels) + 1 for field in comparisons.fields())
"""Values of each comparison: missing and its levels."""


def _packed_sql() -> str:
    """Return the SQL of the pattern: mixed-radix digits, missing 0, worst level 1, best last."""
    code = "cast(0 as bigint)"
    for name, radix in zip(comparisons.NAMES, RADIX, strict=True):
        code = f"({code}) * {radix} + (gamma_{name} + 1)"
    return f"select idx_l, idx_r, {code} as pattern from __splink__df_comparison_vectors"  # noqa: S608


def compared(linker: Linker, pairs: SplinkDataFrame, records: SplinkDataFrame) -> SplinkDataFrame:
    """Return idx_l, idx_r and pattern of the pairs."""
    model = linker._settings_obj
    info = model.column_info_settings
    pipeline = CTEPipeline([pairs, records])
    pipeline.enqueue_list_of_sqls(
        compute_comparison_vector_values_from_id_pairs_sqls(
            model._columns_to_select_for_blocking,
            model._columns_to_select_for_comparison_vector_values,
            input_tablename_l=records.templated_name,
            input_tablename_r=records.templated_name,
            source_dataset_input_column=info.source_dataset_input_column,
            unique_id_input_column=info.unique_id_input_column,
        )
    )
    pipeline.enqueue_sql(_packed_sql(), "__pulang__patterns")
    return linker._db_api.sql_pipeline_to_splink_dataframe(pipeline)


def match_weights(
    parameters: dict[str, dict[str, list[float]]], codes: Codes
) -> npt.NDArray[np.float64]:
    """Return Splink's match weight of patterns: its weights added up once per pattern."""
    prior, weights = _weights(json.dumps(parameters, sort_keys=True))
    levels = unpacked(codes)
    total = np.full(len(codes), prior)
    for at, weight in enumerate(weights):
        total += weight[levels[:, at] + 1]
    return total


@lru_cache(maxsize=8)
def _weights(parameters: str) -> tuple[float, tuple[npt.NDArray[np.float64], ...]]:
    """Return a model's prior, in bits, and the weight of each level of each comparison.

    Splink parses the SQL of every level to answer: once per model, not once per file.
    """
    settings = splink_model.settings(json.loads(parameters)).get_settings("duckdb")
    core = settings.core_model_settings
    prior = core.probability_two_random_records_match
    weights = []
    for at, comparison in enumerate(core.comparisons):
        weight = np.zeros(RADIX[at])
        for level in comparison.comparison_levels:
            if not level.is_null_level:
                weight[level.comparison_vector_value + 1] = level._log2_bayes_factor
        weights.append(weight)
    return math.log2(prior / (1 - prior)), tuple(weights)


def unpacked(codes: Codes) -> npt.NDArray[np.int8]:
    """Return the levels of the patterns: one row per pattern, one column per comparison, -1 missing."""
    levels = np.empty((len(codes), len(RADIX)), dtype=np.int8)
    rest = codes.copy()
    for at in range(len(RADIX) - 1, -1, -1):
        rest, digit = np.divmod(rest, RADIX[at])
        levels[:, at] = digit - 1
    return levels


def packed(levels: Sequence[int]) -> int:
    """Return the pattern of one row of levels."""
    code = 0
    for level, radix in zip(levels, RADIX, strict=True):
        code = code * radix + level + 1
    return code


def ranked(codes: Codes) -> tuple[Codes, Codes]:
    """Return the distinct codes in order, and which of them stands where."""
    which = pl.Series(codes).rank("dense").to_numpy().astype(np.int64) - 1
    distinct = np.empty(int(which.max(initial=-1)) + 1, dtype=np.int64)
    distinct[which] = codes
    return distinct, which


def table(codes: Codes) -> tuple[pl.DataFrame, Codes]:
    """Return the distinct patterns with their levels, and which of them each pair has."""
    distinct, which = ranked(codes)
    levels = unpacked(distinct)
    columns = {name: levels[:, at] for at, name in enumerate(comparisons.NAMES)}
    return pl.DataFrame({"pattern": distinct, **columns}), which
