"""A Spark session for the linkage, and a clear sentence when Spark is not there."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any


class SparkIsMissing(RuntimeError):
    """Spark was asked for but cannot run here; the message says what to install."""


def missing() -> str:
    """Return what is missing for Spark in one sentence, '' when nothing is."""
    if find_spec("pyspark") is None:
        return "Spark is not installed: pip install 'pulang[spark]'."
    if shutil.which("java") is None:
        return "Spark needs Java 17 or newer, and no `java` is on the path."
    return ""


@contextmanager
def session(master: str | None, folder: str) -> Iterator[Any]:
    """Yield a Spark session, stopped afterwards if this opened it."""
    lacking = missing()
    if lacking:
        raise SparkIsMissing(lacking)
    from pyspark.sql import SparkSession  # noqa: PLC0415 - only with the extra

    before = SparkSession.getActiveSession()
    built = (
        SparkSession.builder.appName("pulang-linkage")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.driver.memory", "4g")
        .config("spark.local.dir", folder)
        .config("spark.sql.ansi.enabled", "false")
    )
    spark = before or built.master(master or "local[*]").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    try:
        yield spark
    finally:
        if before is None:
            spark.stop()
