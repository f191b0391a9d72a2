"""The linkage model: what was learned, in a form that a database can keep and a person can read."""

import json
import math
from dataclasses import asdict, dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Self

import lightgbm
import numpy as np
import numpy.typing as npt

from pulang.linkage.engine import comparisons
from pulang.linkage.engine.paths import Paths
from pulang.linkage.engine.tokens import Lexicon, lexicon_of

_PRIOR = Path(__file__).parent / "data" / "prior_model.json"
LEARNED = tuple(name for name in comparisons.NAMES if name != "nik")
"""The comparisons that the trees see. The NIK gives the labels, so its weight is set apart."""

NIK_BITS = (-5.0, 2.0, 4.0, -6.0, -2.0, 11.0)
"""Weight of the NIK per level, worst first: another; two digits, one digit off; another serial, a
serial one digit off; same."""

Levels = npt.NDArray[np.int8]
Bits = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where a pair is linked or shown to a person, in probability; and how that was measured."""

    linked: float = 0.99
    review: float = 0.05
    precision: float | None = None
    """Precision of pairs above `linked`, measured on labels the model had not seen."""
    recall: float | None = None
    measured_on: int = 0
    curve: tuple[tuple[float, float, float], ...] = ()
    """Threshold, precision and recall along the way, for people who choose: a few dozen points."""


@dataclass(frozen=True)
class LinkageModel:
    """Everything needed to score a pair again: trees, weights, thresholds, rarity of names.

    The trees decide. A model without trees (lists that have no NIK to learn from) decides by the
    weights of `splink`.
    """

    trees: str
    scale: float = 1.0
    shift: float = 0.0
    """Calibration: log-odds = scale x (sum of trees) + shift."""
    nik_bits: tuple[float, ...] = NIK_BITS
    thresholds: Thresholds = field(default_factory=Thresholds)
    prior: float = 0.01
    """Share of pairs that are one person, where no trees decide."""
    contradictions_reviewed: bool = True
    """Whether pairs that contradict themselves go to a person (handbook 7.6), whatever the weight."""
    splink: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    """m and u of each comparison, best level first: the Splink model of the same pairs."""
    rarity: dict[str, float] = field(default_factory=dict)
    """Bits of the frequent names; a name not listed is rare."""
    names_seen: int = 0
    heaped: tuple[str, ...] = ()
    """Birth dates that many share, as ISO text; see `preparing.common_days`."""
    trained_on: int = 0
    """Labelled pairs; 0 for the model that ships."""

    @cached_property
    def booster(self) -> lightgbm.Booster:
        """The trees, ready to score."""
        return lightgbm.Booster(model_str=self.trees)

    @cached_property
    def paths(self) -> Paths:
        """What each leaf of the trees owes to each comparison."""
        return Paths.of(self.booster)

    def to_json(self) -> str:
        """Return the model as JSON text; `from_json` gives the same model back."""
        told = asdict(self)
        return json.dumps(told, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the model that `to_json` wrote."""
        told: dict[str, Any] = json.loads(text)
        limits = told["thresholds"]
        limits["curve"] = tuple(tuple(point) for point in limits.get("curve", ()))
        told["thresholds"] = Thresholds(**limits)
        told["nik_bits"] = tuple(told["nik_bits"])
        told["heaped"] = tuple(told["heaped"])
        return cls(**told)

    @classmethod
    def shipped(cls) -> "LinkageModel":
        """Return the model that ships: for lists that cannot teach one of their own."""
        return _shipped()

    def total_bits(self, levels: Levels) -> Bits:
        """Return the weight of each row of levels: log2 of the odds that the two are one person."""
        if not self.trees:
            prior, weights = self._splink_evidence(levels)
            return np.asarray(prior + weights.sum(axis=1))
        return self.blind_bits(levels) + self.nik_weights(levels)

    def blind_bits(self, levels: Levels) -> Bits:
        """Return what the trees say of each row, who do not see the NIK."""
        raw = self.booster.predict(features(levels), raw_score=True, num_threads=2)
        return np.asarray((self.scale * np.asarray(raw) + self.shift) / math.log(2))

    def evidence(self, levels: Levels) -> tuple[float, Bits]:
        """Return the prior and the weight of each comparison per row, in bits; they sum to the total.

        The contributions are those of the trees that decide, not of another model that explains.
        """
        if not self.trees:
            return self._splink_evidence(levels)
        base, told = self.paths.contributions(self.booster, features(levels))
        told = told * self.scale / math.log(2)
        weights = np.zeros((len(levels), len(comparisons.NAMES)))
        for at, name in enumerate(LEARNED):
            weights[:, comparisons.NAMES.index(name)] = told[:, at]
        weights[:, comparisons.NAMES.index("nik")] = self.nik_weights(levels)
        return (base * self.scale + self.shift) / math.log(2), weights

    def _splink_evidence(self, levels: Levels) -> tuple[float, Bits]:
        """Return prior and match weights of Fellegi and Sunter's model, as Splink computes them."""
        weights = np.zeros((len(levels), len(comparisons.NAMES)))
        for at, name in enumerate(comparisons.NAMES):
            told = self.splink.get(name)
            if told is None:
                continue
            bits = np.log2(np.maximum(told["m"], 1e-6) / np.maximum(told["u"], 1e-6))[::-1]
            known = levels[:, at] >= 0
            weights[known, at] = bits[levels[known, at]]
        return math.log2(self.prior / (1 - self.prior)), weights

    def nik_weights(self, levels: Levels) -> Bits:
        """Return the weight of the NIK of each row; 0 where one is missing."""
        level = levels[:, comparisons.NAMES.index("nik")]
        return np.where(level < 0, 0.0, np.asarray(self.nik_bits)[np.maximum(level, 0)])

    def lexicon(self) -> Lexicon:
        """Return the rarity of names as a lexicon, for records that come one by one."""
        return lexicon_of(self.rarity, names_seen=self.names_seen)


def features(levels: Levels) -> npt.NDArray[np.float64]:
    """Return what the trees see: levels without the NIK's, missing as not-a-number."""
    kept = [comparisons.NAMES.index(name) for name in LEARNED]
    seen = levels[:, kept].astype(np.float64)
    seen[seen < 0] = np.nan
    return seen


def probability(bits: Bits) -> Bits:
    """Return the probability of a weight in bits."""
    return 1.0 / (1.0 + np.exp2(-np.clip(bits, -60, 60)))


def rarity_of(lexicon: Lexicon, *, at_most: int = 5000) -> dict[str, float]:
    """Return the bits of the most frequent names of a lexicon."""
    names = lexicon.frame.unique("key", maintain_order=True).sort(["bits", "key"]).head(at_most)
    return {key: round(bits, 3) for key, bits in names.select("key", "bits").iter_rows()}


@lru_cache(maxsize=1)
def _shipped() -> LinkageModel:
    return LinkageModel.from_json(_PRIOR.read_text(encoding="utf-8"))
