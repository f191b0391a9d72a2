"""The comparisons as a Splink model: what Splink needs to run them on DuckDB or Spark."""

from typing import Any

from splink import SettingsCreator
from splink.internals.comparison_library import CustomComparison

from pulang.linkage.engine.comparisons import Field, fields


def comparison(field: Field, m: list[float], u: list[float]) -> CustomComparison:
    """Return the Splink comparison of a field with its m and u, best level first."""
    levels: list[Any] = [
        {"sql_condition": field.missing, "label_for_charts": "missing", "is_null_level": True}
    ]
    levels += [
        {
            "sql_condition": level.when,
            "label_for_charts": level.label,
            "m_probability": max(m[at], 1e-6),
            "u_probability": max(u[at], 1e-6),
        }
        for at, level in enumerate(field.levels)
    ]
    return CustomComparison(
        output_column_name=field.name, comparison_description=field.group, comparison_levels=levels
    )


def settings(
    parameters: dict[str, dict[str, list[float]]] | None = None, *, prior: float = 0.01
) -> SettingsCreator:
    """Return Splink's settings of the model; without parameters, those of first guess."""
    made: list[Any] = []
    for field in fields():
        told = (parameters or {}).get(field.name)
        m = told["m"] if told else [level.m for level in field.levels]
        u = told["u"] if told else [level.u for level in field.levels]
        made.append(comparison(field, m, u))
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="idx",
        probability_two_random_records_match=prior,
        comparisons=made,
        blocking_rules_to_generate_predictions=[],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )
