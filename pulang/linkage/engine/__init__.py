"""The linkage engine: records of many lists in, persons out, with every doubt shown.

Pure: it knows frames, not the database. `unify` links whole lists, `link_new` new rows against a
registry, `explain` says why. How it works: docs/algorithms/linkage.md.
"""

from pulang.linkage.engine.incremental import Index, link_new, open_index, prepare
from pulang.linkage.engine.model import LinkageModel, Thresholds
from pulang.linkage.engine.outcome import Evidence, Explanation, Outcome
from pulang.linkage.engine.pipeline import unify
from pulang.linkage.engine.preparing import CANONICAL
from pulang.linkage.engine.spark import SparkIsMissing
from pulang.linkage.engine.waterfall import explain, explain_many

__all__ = [
    "CANONICAL",
    "Evidence",
    "Explanation",
    "Index",
    "LinkageModel",
    "Outcome",
    "SparkIsMissing",
    "Thresholds",
    "explain",
    "explain_many",
    "link_new",
    "open_index",
    "prepare",
    "unify",
]
