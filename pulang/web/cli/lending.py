"""`pulang lending …`: schedules and scenarios, which need no database."""

import json
from dataclasses import asdict, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from pulang.web.cli import lending_books

if TYPE_CHECKING:
    from pulang.base.errors import Refused
    from pulang.lending.rules.pool import Scenario
    from pulang.lending.rules.schedule import Schedule

app = typer.Typer(no_args_is_help=True, help="Departure loans.")
console = Console()
lending_books.add_to(app)
REFUSED = 3
"""Exit code when the terms make no sense; 2 is a wrong call."""


class Method(StrEnum):
    """How interest is reckoned."""

    ANNUITY = "annuity"
    FLAT = "flat"
    DECLINING = "declining"
    SINGLE = "single"


class GraceKind(StrEnum):
    """What is due before the first full instalment."""

    NONE = "none"
    INTEREST_ONLY = "interest-only"
    FULL_ACCRUE = "full-accrue"
    FULL_CAPITALISE = "full-capitalise"


class Days(StrEnum):
    """How days become a share of a year."""

    THIRTY_360 = "30/360"
    ACTUAL_365 = "actual/365"
    ACTUAL_360 = "actual/360"


AsJson = Annotated[bool, typer.Option("--json", help="One object for machines")]
Principal = Annotated[int, typer.Option(help="Whole rupiah")]
Rate = Annotated[int, typer.Option(help="Basis points a year: 600 is 6 %")]
Months = Annotated[int, typer.Option(help="Tenor, grace included")]
GraceMonths = Annotated[int, typer.Option(help="Months of grace inside the tenor")]
Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"])]
Share = Annotated[int, typer.Option(help="Basis points")]


@app.command()
def schedule(
    principal: Principal,
    first_due: Day,
    rate_bp: Rate = 600,
    months: Months = 12,
    method: Annotated[Method, typer.Option()] = Method.ANNUITY,
    grace: Annotated[GraceKind, typer.Option()] = GraceKind.NONE,
    grace_months: GraceMonths = 0,
    day_count: Annotated[Days, typer.Option()] = Days.THIRTY_360,
    starts_on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="A month before the first due day unless given"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print the repayment of a loan, its totals and what it really costs a year."""
    import django

    django.setup()
    from pulang.base.errors import Refused
    from pulang.lending.rules import schedule as rules
    from pulang.lending.terms import DayCount, Grace, InterestMethod

    try:
        drawn = rules.schedule(
            principal=principal,
            annual_rate=rate_bp,
            months=months,
            method=InterestMethod(method),
            first_due=first_due.date(),
            grace=Grace(grace),
            grace_months=grace_months,
            day_count=DayCount(day_count),
            starts_on=starts_on.date() if starts_on else None,
        )
    except Refused as refusal:
        raise _refused(refusal, as_json=as_json) from None
    if as_json:
        typer.echo(json.dumps(_told(drawn), default=date.isoformat))
    else:
        _print_schedule(drawn)


def _told(drawn: "Schedule") -> dict[str, Any]:
    return {
        "instalments": [asdict(one) for one in drawn.instalments],
        "principal": drawn.principal,
        "interest": drawn.interest,
        "total": drawn.total,
        "monthly": drawn.monthly,
        "capitalised": drawn.capitalised,
        "effective_rate": float(drawn.effective_rate),
        "nominal_rate": float(drawn.nominal_rate),
    }


def _print_schedule(drawn: "Schedule") -> None:
    from pulang.base.money import format_rupiah

    table = Table("no", "due", "principal", "interest", "total", "balance", box=None)
    for column in table.columns[2:]:
        column.justify = "right"
    for one in drawn.instalments:
        amounts = (one.principal, one.interest, one.total, one.balance)
        table.add_row(str(one.number), one.due.isoformat(), *map(format_rupiah, amounts))
    console.print(table)
    console.print(
        f"Received {format_rupiah(drawn.principal)}, paid back {format_rupiah(drawn.total)}, "
        f"of which interest {format_rupiah(drawn.interest)}. "
        f"Largest instalment {format_rupiah(drawn.monthly)}. "
        f"Effective {drawn.effective_rate:.2%} a year."
    )


@app.command()
def simulate(
    allocation: Annotated[int, typer.Option(help="Rupiah in the pool")] = 50_000_000_000,
    loan: Annotated[int, typer.Option(help="Average loan in rupiah")] = 75_000_000,
    rate_bp: Rate = 600,
    months: Months = 12,
    grace_months: GraceMonths = 0,
    loss_bp: Share = 0,
    late_bp: Share = 0,
    late_months: Annotated[int, typer.Option(help="How long late payments are late")] = 3,
    cost_bp: Annotated[
        int, typer.Option(help="Costs a year, basis points of what is lent out")
    ] = 0,
    years: Annotated[int, typer.Option()] = 5,
    chart: Annotated[
        Path | None, typer.Option(help="Draw the fund under several losses into this SVG")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell how many workers a year a revolving fund serves, and at which loss it shrinks.

    Expected values, nothing is drawn by chance. Interest stays in the fund; costs are paid from it.
    """
    import django

    django.setup()
    from pulang.base.errors import Refused
    from pulang.lending.rules import pool

    scenario = pool.Scenario(
        allocation=allocation,
        loan=loan,
        annual_rate=rate_bp,
        months=months,
        grace_months=grace_months,
        loss=loss_bp,
        late=late_bp,
        late_months=late_months,
        cost=cost_bp,
    )
    try:
        told = _simulated(scenario, years)
        if chart:
            chart.write_text(_drawn(scenario, years, told["break_even_loss_bp"]), encoding="utf-8")
    except Refused as refusal:
        raise _refused(refusal, as_json=as_json) from None
    if as_json:
        typer.echo(json.dumps(told))
    else:
        _print_simulation(told)


def _simulated(scenario: "Scenario", years: int) -> dict[str, Any]:
    from pulang.lending.rules import pool

    run = pool.simulate(scenario, years=years)
    steady = pool.capacity(scenario)
    return {
        "served": list(pool.served_by_year(run)),
        "value": [one.value for one in run[11::12]],
        "shrinks": run[-1].value < scenario.allocation,
        "break_even_loss_bp": pool.break_even(scenario, years=years),
        "steady": asdict(steady),
        "months": [{**asdict(one), "value": one.value} for one in run],
    }


def _drawn(scenario: "Scenario", years: int, break_even: int) -> str:
    """Draw the scenario's own loss beside none, the break-even and its double."""
    from pulang.lending import scenario_plots
    from pulang.lending.rules import pool

    losses = {0, scenario.loss, break_even, min(2 * break_even, 10_000)}
    runs = {loss: pool.simulate(replace(scenario, loss=loss), years=years) for loss in losses}
    return scenario_plots.fund(runs, allocation=scenario.allocation)


def _print_simulation(told: dict[str, Any]) -> None:
    from pulang.base.money import format_rupiah

    table = Table("year", "workers served", "worth at its end", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    for year, (served, value) in enumerate(zip(told["served"], told["value"], strict=True), 1):
        table.add_row(str(year), f"{served:,}", format_rupiah(value))
    console.print(table)
    console.print(
        f"Always fully lent it would lend {format_rupiah(told['steady']['monthly'])} a month, "
        f"to {told['steady']['served']:,} workers a year. "
        f"It shrinks when more than {told['break_even_loss_bp'] / 100:.2f} % of what falls due is lost."
    )


def _refused(refusal: "Refused", *, as_json: bool) -> typer.Exit:
    if as_json:
        typer.echo(json.dumps({"refused": refusal.code, "sentence": refusal.sentence}))
    else:
        typer.echo(refusal.sentence, err=True)
    return typer.Exit(REFUSED)
