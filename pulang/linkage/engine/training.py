"""Learning without anybody labelling: pairs that both carry a valid NIK teach the rest.

The same NIK says "one person", another NIK says "two persons". The NIK itself is hidden from the
trees, so what they learn about names, dates and places holds for pairs without NIK. Labels that
are themselves in doubt are left out: a NIK one digit off, a wife with her husband's NIK (the
number contradicts her own birth date and the other's number fits it).
"""

import math
from dataclasses import dataclass

import lightgbm
import numpy as np
import numpy.typing as npt
import polars as pl

from pulang.linkage.engine import comparisons
from pulang.linkage.engine.model import (
    LEARNED,
    NIK_BITS,
    Levels,
    LinkageModel,
    Thresholds,
    features,
    probability,
)
from pulang.linkage.engine.together import each

ENOUGH = 300
"""Labels of each kind below which the model that ships is used."""

PRECISION = 0.9989
"""Wanted of automatic links on unseen labels: clusters multiply errors, the promise is 0.995."""

SUREST = 0.5
"""Share of the pairs, the surest first, off which wrong labels are read."""

NIK_BOUNDS = {
    0: (-9.0, -2.0),
    1: (-3.0, 6.0),
    2: (-2.0, 9.0),
    3: (-9.0, -1.0),
    4: (-6.0, 4.0),
    5: (4.0, 11.0),
}
"""The weight of a level of the NIK, whatever the data say, stays between these bits."""

ANOTHER, OTHER_SERIAL, SERIAL_OFF, SAME = 0, 3, 4, 5
"""Levels of the NIK that are labels."""

DIFFERENT_NAMES = 1
"""Up to this level of `name` two names share nothing."""

ALIKE_BORN = 6
"""From this level of `born` on two birth dates could be one."""

REVIEW_FROM = 0.05
LABELS_AT_MOST = 120_000
"""More labels cost time and teach nothing new."""

FOLDS = 2
DRILL = FOLDS
"""The fold of strangers: always learned from, never measured on."""
_PARAMETERS = {
    "objective": "binary",
    "num_leaves": 24,
    "min_data_in_leaf": 20,
    "min_sum_hessian_in_leaf": 2.0,
    "learning_rate": 0.12,
    "feature_fraction": 0.8,
    "feature_fraction_seed": 7,
    "lambda_l2": 2.0,
    "max_bin": 31,
    "seed": 7,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
    "num_threads": 1,
}
_ROUNDS = 120
_RISING = {
    "rarity",
    "sex",
    "family_card",
    "passport",
    "phone",
    "mother",
    "father",
    "spouse",
    "birthplace",
    "nik_birth",
}
"""Comparisons of which a better level never speaks against a link."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Labelled patterns: rows of levels, how often they were one person, how often two."""

    levels: Levels
    same: npt.NDArray[np.float64]
    other: npt.NDArray[np.float64]
    fold: npt.NDArray[np.int64]

    @property
    def enough(self) -> bool:
        """Tell whether there are labels of both kinds to learn from."""
        here = self.fold != DRILL
        return bool(self.same.sum() >= ENOUGH and self.other[here].sum() >= ENOUGH)


def labels(
    pairs: pl.DataFrame,
    frame: pl.DataFrame,
    patterns: pl.DataFrame,
    strangers_which: npt.NDArray[np.int64],
) -> Labels:
    """Return what the NIK says of the pairs (left, right, which pattern).

    `strangers_which` are the patterns of pairs that never were candidates. They teach what two
    strangers look like, which candidates, chosen for being alike, cannot.
    """
    nik = comparisons.NAMES.index("nik")
    level = patterns["nik"].to_numpy()[pairs["which"].to_numpy()]
    sure = pairs.filter(pl.Series(np.isin(level, (SAME, ANOTHER, OTHER_SERIAL, SERIAL_OFF))))
    sure = sure.gather_every(max(1, len(sure) // LABELS_AT_MOST))
    at = sure["which"].to_numpy()
    told, name, given, sex, born = (
        patterns[column].to_numpy()[at] for column in ("nik", "name", "given", "sex", "born")
    )
    left, right = sure["left"].to_numpy(), sure["right"].to_numpy()
    doubt = _borrowed(frame, left, right) | _borrowed(frame, right, left)
    strangers = (name <= DIFFERENT_NAMES) & ((born < ALIKE_BORN) | (sex == 0))
    # One digit of the serial mistyped, or twins? Where the given names fit: no label.
    mistyped = (told == SERIAL_OFF) & (given != 0) & (name > DIFFERENT_NAMES)
    keep = np.where(told == SAME, ~strangers, ~doubt & ~mistyped)
    fold = (frame["nik"].to_numpy()[np.minimum(left, right)] // 7) % FOLDS
    grouped = (
        pl.DataFrame({"which": sure["which"], "fold": fold, "same": told == SAME, "keep": keep})
        .filter("keep")
        .group_by("which", "fold")
        .agg(pl.col("same").sum().alias("same"), (~pl.col("same")).sum().alias("other"))
        .sort("which", "fold")
    )
    levels = patterns.select(comparisons.NAMES).to_numpy()[grouped["which"].to_numpy()].copy()
    levels[:, nik] = -1
    drill = np.bincount(strangers_which, minlength=len(patterns)).astype(float)
    drilled = np.flatnonzero(drill)
    apart = patterns.select(comparisons.NAMES).to_numpy()[drilled].copy()
    apart[:, nik] = -1
    return Labels(
        levels=np.concatenate([levels, apart]),
        same=np.concatenate([grouped["same"].to_numpy().astype(float), np.zeros(len(drilled))]),
        other=np.concatenate([grouped["other"].to_numpy().astype(float), drill[drilled]]),
        fold=np.concatenate([grouped["fold"].to_numpy(), np.full(len(drilled), DRILL)]),
    )


def _borrowed(
    frame: pl.DataFrame, one: npt.NDArray[np.int32], other: npt.NDArray[np.int32]
) -> npt.NDArray[np.bool_]:
    """Tell where `one` seems to carry somebody else's NIK and `other` her own."""
    born, said = frame["b6"].to_numpy(), frame["nd"].to_numpy()
    known = born[one] != 0
    return np.asarray(known & (said[one] != born[one]) & (said[other] == born[one]))


def train(found: Labels) -> LinkageModel:
    """Return the model learned from the labels, its thresholds measured on unseen ones."""
    folds = [found.fold == fold for fold in range(FOLDS)]
    folds = [here for here in folds if here.any() and (~here).any()]
    whole = np.ones(len(found.levels), dtype=bool)
    *fitted, trees = each(lambda seen: _fit(found, seen), [*(~here for here in folds), whole])
    unseen = np.zeros(len(found.levels))
    for here, fit in zip(folds, fitted, strict=True):
        unseen[here] = _raw(fit, found.levels[here])
    test = found.fold != DRILL
    scale, shift = _calibrated(unseen[test], found.same[test], found.other[test])
    bits = (scale * unseen[test] + shift) / math.log(2)
    return LinkageModel(
        trees=trees.model_to_string(),
        scale=scale,
        shift=shift,
        thresholds=measured(probability(bits), found.same[test], found.other[test]),
        splink=splink_parameters(found),
        trained_on=int(found.same.sum() + found.other.sum()),
    )


def _fit(found: Labels, chosen: npt.NDArray[np.bool_]) -> lightgbm.Booster:
    seen = features(found.levels[chosen])
    hidden = seen.copy()
    # Half of the weight is seen without the date in the NIK, as pairs without any NIK are.
    hidden[:, LEARNED.index("nik_birth")] = np.nan
    rows = np.concatenate([seen, hidden, seen, hidden])
    half_same, half_other = found.same[chosen] / 2, found.other[chosen] / 2
    weight = np.concatenate([half_same, half_same, half_other, half_other])
    target = np.concatenate([np.ones(2 * len(seen)), np.zeros(2 * len(seen))])
    used = weight > 0
    data = lightgbm.Dataset(
        rows[used],
        label=target[used],
        weight=weight[used],
        feature_name=list(LEARNED),
        params={"max_bin": 31, "min_data_in_bin": 1, "verbosity": -1},
    )
    rising = [1 if name in _RISING else 0 for name in LEARNED]
    return lightgbm.train(
        {**_PARAMETERS, "monotone_constraints": rising}, data, num_boost_round=_ROUNDS
    )


def _raw(trees: lightgbm.Booster, levels: Levels) -> npt.NDArray[np.float64]:
    return np.asarray(trees.predict(features(levels), raw_score=True))


def _calibrated(
    raw: npt.NDArray[np.float64], same: npt.NDArray[np.float64], other: npt.NDArray[np.float64]
) -> tuple[float, float]:
    """Return scale and shift of Platt's logistic calibration, by Newton's method."""
    scale, shift = 1.0, 0.0
    total = same + other
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(scale * raw + shift, -30, 30)))
        slack = p * total - same
        curve = np.maximum(p * (1 - p) * total, 1e-9)
        gradient = np.array([np.sum(slack * raw), np.sum(slack)])
        hessian = np.array(
            [
                [np.sum(curve * raw * raw) + 1e-6, np.sum(curve * raw)],
                [np.sum(curve * raw), np.sum(curve) + 1e-6],
            ]
        )
        step = np.linalg.solve(hessian, gradient)
        scale, shift = scale - float(step[0]), shift - float(step[1])
        if float(np.abs(step).max()) < 1e-6:
            break
    return scale, shift


def mislabelled(
    chance: npt.NDArray[np.float64], same: npt.NDArray[np.float64], other: npt.NDArray[np.float64]
) -> float:
    """Return how many pairs of one person carry two NIK, per pair that carries one.

    Read off the surest half of the pairs, where everything else agrees: those labelled "other"
    there are persons with a wrong NIK in one list, not strangers. Their share is taken out of the
    errors everywhere else; never more than 3 in 100. A smaller part would hold a handful of them
    (three or nine in 100,000 rows), and the threshold would follow that luck.
    """
    order = np.argsort(-chance, kind="stable")
    right, wrong = np.cumsum(same[order]), np.cumsum(other[order])
    top = int(np.searchsorted(right, SUREST * right[-1])) if len(right) else 0
    return float(min(0.03, wrong[top] / max(right[top], 1.0))) if len(right) else 0.0


def measured(
    chance: npt.NDArray[np.float64], same: npt.NDArray[np.float64], other: npt.NDArray[np.float64]
) -> Thresholds:
    """Return the lowest threshold at which the links above it are right often enough."""
    order = np.argsort(-chance, kind="stable")
    right, wrong = np.cumsum(same[order]), np.cumsum(other[order])
    wrong = np.maximum(wrong - mislabelled(chance, same, other) * right, 0.0)
    precision = right / np.maximum(right + wrong, 1)
    last_of_value = np.append(chance[order][1:] != chance[order][:-1], True)
    good = np.flatnonzero((precision >= PRECISION) & last_of_value & (right >= ENOUGH / 3))
    if not len(good):
        return Thresholds(linked=1.1, review=REVIEW_FROM, measured_on=int(right[-1] + wrong[-1]))
    at = int(good[-1])
    return Thresholds(
        curve=_curve(chance[order], precision, right, last_of_value),
        linked=float(chance[order][at]),
        review=REVIEW_FROM,
        precision=float(precision[at]),
        recall=float(right[at] / max(right[-1], 1)),
        measured_on=int(right[-1] + wrong[-1]),
    )


def _curve(
    chance: npt.NDArray[np.float64],
    precision: npt.NDArray[np.float64],
    right: npt.NDArray[np.float64],
    last_of_value: npt.NDArray[np.bool_],
) -> tuple[tuple[float, float, float], ...]:
    """Return threshold, precision and recall at a few dozen places, the surest first."""
    places = np.flatnonzero(last_of_value & (chance >= REVIEW_FROM))
    wanted = np.unique(np.linspace(0, len(places) - 1, min(40, len(places))).round().astype(int))
    total = max(float(right[-1]), 1.0)
    return tuple(
        (
            round(float(chance[at]), 6),
            round(float(precision[at]), 5),
            round(float(right[at]) / total, 5),
        )
        for at in places[wanted]
    )


def splink_parameters(found: Labels) -> dict[str, dict[str, list[float]]]:
    """Return m and u of each comparison from the labels, best level first, as Splink takes them."""
    told = {}
    for at, field in enumerate(comparisons.fields()):
        if field.name == "nik":
            continue
        level, count = found.levels[:, at], len(field.levels)
        shares = []
        for weight in (found.same, found.other):
            seen = np.bincount(level[level >= 0], weight[level >= 0], minlength=count) + 0.5
            shares.append([round(float(share), 6) for share in (seen / seen.sum())[::-1]])
        told[field.name] = {"m": shares[0], "u": shares[1]}
    return told


def nik_bits(
    bits: npt.NDArray[np.float64], levels: Levels, count: npt.NDArray[np.float64]
) -> tuple[float, ...]:
    """Return the weight of each level of the NIK, from what the trees (`bits`) say of its pairs.

    Of the pairs with, say, the same NIK, the share that is one person is found by expectation and
    maximisation: the trees say how likely each is, given the share; the mean of that is the share.
    """
    nik = levels[:, comparisons.NAMES.index("nik")]
    found = list(NIK_BITS)
    for level, (low, high) in NIK_BOUNDS.items():
        here = nik == level
        if count[here].sum() < ENOUGH / 3:
            continue
        shift = 0.0
        for _ in range(60):
            share = float(np.average(probability(bits[here] + shift), weights=count[here]))
            share = min(max(share, 1e-4), 1 - 1e-4)
            shift = math.log2(share / (1 - share))
        found[level] = round(min(max(shift, low), high), 3)
    return tuple(found)


def mixture(
    levels: Levels,
    count: npt.NDArray[np.float64],
    strangers_count: npt.NDArray[np.float64],
    records: int,
) -> LinkageModel:
    """Return the model of lists without NIK: Fellegi and Sunter's, estimated unsupervised.

    As Splink teaches it: u is what pairs of strangers show; m and the share of pairs that are one
    person come by expectation-maximisation over the candidates.
    """
    asked = comparisons.fields()
    counted = [at for at, field in enumerate(asked) if field.name not in SAME_EVIDENCE]
    m = [np.array([level.m for level in field.levels][::-1]) for field in asked]
    u = [
        _shares(levels[:, at], strangers_count, len(field.levels)) for at, field in enumerate(asked)
    ]
    possible = max(records * (records - 1) / 2, 1.0)
    share = max(0.2 * count.sum() / possible, 1e-9)
    for _ in range(_EM_ROUNDS):
        odds = np.full(len(levels), math.log(share / (1 - share)))
        for at in counted:
            known = levels[:, at] >= 0
            odds[known] += np.log(m[at] / u[at])[levels[known, at]]
        chance = 1 / (1 + np.exp(-np.clip(odds, -40, 40)))
        share = float(min(max(np.sum(chance * count) / possible, 1e-9), 0.5))
        m = [
            _shares(levels[:, at], chance * count, len(field.levels))
            for at, field in enumerate(asked)
        ]
    return LinkageModel(
        trees="",
        prior=share,
        splink={
            asked[at].name: {"m": _rounded(m[at][::-1]), "u": _rounded(u[at][::-1])}
            for at in counted
        },
        thresholds=Thresholds(linked=MIXTURE_LINKED, review=REVIEW_FROM),
        contradictions_reviewed=False,
    )


_EM_ROUNDS = 40
MIXTURE_LINKED = 0.9
SAME_EVIDENCE = frozenset({"rarity", "given"})
"""Comparisons left out of the mixture: they tell again what `name` tells, and Fellegi and Sunter's
model would count it three times."""


def _rounded(shares: npt.NDArray[np.float64]) -> list[float]:
    return [round(float(share), 8) for share in shares]


def _shares(
    level: npt.NDArray[np.int8], weight: npt.NDArray[np.float64], count: int
) -> npt.NDArray[np.float64]:
    known = level >= 0
    seen = np.bincount(level[known], weight[known], minlength=count) + 0.5
    return np.asarray(seen / seen.sum())
