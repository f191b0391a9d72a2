"""`pulang lending schedule` and `simulate`: what they print, and how they refuse."""

import json

import pytest
from typer.testing import CliRunner

from pulang.web.cli import lending

SIXTY = ["schedule", "--principal", "60000000", "--first-due", "2026-02-01"]


def run(*words):
    return CliRunner().invoke(lending.app, list(words))


def test_the_handbooks_schedule_comes_out_as_json():
    told = json.loads(run(*SIXTY, "--rate-bp", "600", "--months", "12", "--json").output)

    assert told["instalments"][0] == {
        "number": 1,
        "due": "2026-02-01",
        "principal": 4_863_986,
        "interest": 300_000,
        "total": 5_163_986,
        "balance": 55_136_014,
    }
    assert (told["interest"], told["total"]) == (1_967_830, 61_967_830)
    assert told["effective_rate"] == 0.061678


@pytest.mark.parametrize("method", ["annuity", "flat", "declining", "single"])
@pytest.mark.parametrize("grace", ["interest-only", "full-accrue", "full-capitalise"])
def test_every_method_and_grace_is_understood(method, grace):
    words = ["--method", method, "--grace", grace, "--grace-months", "6", "--json"]
    told = json.loads(run(*SIXTY, *words).output)

    assert sum(one["principal"] for one in told["instalments"]) == 60_000_000
    assert told["instalments"][-1]["balance"] == 0


def test_people_read_a_table_with_the_real_cost():
    shown = run(*SIXTY, "--method", "flat").output

    assert "Rp5.300.000" in shown
    assert "Effective 11.46% a year" in " ".join(shown.split())


def test_a_rate_of_six_hundred_percent_is_refused_with_a_sentence():
    result = run(*SIXTY, "--rate-bp", "60000", "--json")

    assert result.exit_code == lending.REFUSED
    assert json.loads(result.output)["refused"] == "lending.rate"


def test_a_pool_is_simulated():
    told = json.loads(run("simulate", "--loss-bp", "500", "--years", "3", "--json").output)

    assert told["shrinks"] is True
    assert told["steady"]["served"] == 1219
    assert len(told["months"]) == 36
    assert "It shrinks when more than 3." in " ".join(run("simulate").output.split())


def test_a_pool_smaller_than_a_loan_is_refused():
    assert run("simulate", "--allocation", "1").exit_code == lending.REFUSED


def test_the_fund_under_several_losses_is_drawn(tmp_path):
    drawing = tmp_path / "fund.svg"

    assert run("simulate", "--loss-bp", "1000", "--chart", str(drawing)).exit_code == 0
    drawn = drawing.read_text()
    assert drawn.startswith("<svg")
    assert "10,00 %" in drawn
    assert "3,27 %" in drawn
