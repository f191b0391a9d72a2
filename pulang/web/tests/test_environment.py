"""A bad setting is refused at start."""

import pytest

from pulang.web import environment


@pytest.mark.parametrize(
    ("value", "read"), [("yes", True), ("0", False), ("", True), ("off", False)]
)
def test_a_flag_reads_yes_and_no(monkeypatch: pytest.MonkeyPatch, value: str, read: bool) -> None:
    monkeypatch.setenv("X", value)

    assert environment.flag("X", True) is read


@pytest.mark.parametrize("value", ["-1", "many", "1.5", "2"])
def test_a_number_that_cannot_be_meant_is_refused(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("X", value)

    with pytest.raises(environment.BadSetting):
        environment.number("X", 5, least=3)


def test_a_flag_that_is_neither_yes_nor_no_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "perhaps")

    with pytest.raises(environment.BadSetting):
        environment.flag("X")
