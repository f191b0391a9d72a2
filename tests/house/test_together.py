"""Families of tests that stay in one process are still where the list says."""

from pathlib import Path

import pytest

from tests.together import TOGETHER, stays_with

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("family", TOGETHER)
def test_each_family_is_there(family: str) -> None:
    assert (ROOT / family).exists()
    assert stays_with(f"{family}test_one.py::test_it[a]") == family


def test_any_other_test_goes_to_whoever_is_free() -> None:
    assert stays_with("tests/house/test_docs.py::test_it") == "tests/house/test_docs.py::test_it"
