"""Sources and their rows (`intake`), pairs, decisions and merges (`matching`)."""

from pulang.linkage.models.intake import Batch, Record, Refusal, Source
from pulang.linkage.models.matching import (
    CandidatePair,
    Figures,
    IdentityChange,
    LearnedModel,
    LinkRun,
    Override,
)

__all__ = [
    "Batch",
    "CandidatePair",
    "Figures",
    "IdentityChange",
    "LearnedModel",
    "LinkRun",
    "Override",
    "Record",
    "Refusal",
    "Source",
]
