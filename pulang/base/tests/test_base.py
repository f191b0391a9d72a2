"""Ids, money, sealing, logs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulang.base import crypto
from pulang.base.ids import is_ulid, new_ulid
from pulang.base.log import _where_it_broke, _without_personal
from pulang.base.money import format_rupiah


def test_a_new_id_has_the_form_of_a_ulid_and_never_comes_twice() -> None:
    ids = [new_ulid() for _ in range(1000)]

    assert len(set(ids)) == 1000
    assert all(is_ulid(value) for value in ids)


@given(st.text())
def test_no_other_text_passes_as_an_id(text: str) -> None:
    assert not is_ulid(text) or len(text) == 26


@pytest.mark.parametrize(
    ("amount", "written"), [(0, "Rp0"), (1_500_000, "Rp1.500.000"), (-999, "-Rp999")]
)
def test_rupiah_are_written_with_points(amount: int, written: str) -> None:
    assert format_rupiah(amount) == written


@given(st.text())
def test_a_sealed_text_opens_to_itself_and_is_not_readable(text: str) -> None:
    sealed = crypto.seal(text, data_class="D3")

    assert crypto.unseal(sealed, data_class="D3") == text
    assert len(text) < 4 or text not in sealed


def test_a_text_sealed_for_one_class_does_not_open_in_another() -> None:
    sealed = crypto.seal("A1234567", data_class="D3")

    with pytest.raises(crypto.CannotOpen):
        crypto.unseal(sealed, data_class="D7")


def test_an_altered_text_does_not_open() -> None:
    sealed = crypto.seal("A1234567", data_class="D3")
    altered = ("B" if sealed[20] != "B" else "C").join([sealed[:20], sealed[21:]])

    with pytest.raises(crypto.CannotOpen):
        crypto.unseal(altered, data_class="D3")


def test_a_log_line_never_holds_a_name_or_a_number_of_a_person() -> None:
    event = {"event": "x", "full_name": "Maria", "nik": "5304", "rows": 3}

    assert _without_personal(None, "info", event) == {
        "event": "x",
        "full_name": "…",
        "nik": "…",
        "rows": 3,
    }


def test_an_error_in_the_log_says_where_it_broke_but_not_with_which_value() -> None:
    try:
        int("5304014903989901x")
    except ValueError as error:
        event = _where_it_broke(None, "error", {"event": "broken", "exc_info": error})

    assert event["exception"][0]["kind"] == "builtins.ValueError"
    assert "test_base.py" in event["exception"][0]["frames"][0]
    assert "5304014903989901" not in str(event)
