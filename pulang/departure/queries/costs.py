"""Reading what was charged, under the rules of the day on which the file was opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pulang.base.errors import NotFound
from pulang.departure.models import CostLine, CostRule, CostRuleset
from pulang.departure.rules import costs as rules
from pulang.departure.rules.costs import Judgement, Line, Rule, Verdict
from pulang.departure.terms import Charge, Payer, Review
from pulang.journey.models import Migration


@dataclass(frozen=True, slots=True)
class Judged:
    """A line with what the rules say about it; None for what others paid."""

    line: CostLine
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Account:
    """All that was charged on one migration, and under which version it was judged."""

    migration: Migration
    ruleset: CostRuleset | None
    lines: tuple[Judged, ...]
    judgement: Judgement


def rulesets() -> list[CostRuleset]:
    """Return the versions, the latest first."""
    return list(CostRuleset.objects.all())


def ruleset_for(code: str) -> CostRuleset:
    """Return one version.

    Raises: NotFound.
    """
    found = CostRuleset.objects.filter(code=code).first()
    if found is None:
        raise NotFound
    return found


def ruleset_on(day: date) -> CostRuleset | None:
    """Return the version that holds on a day; None before the first."""
    return CostRuleset.objects.on(day).first()


def rules_of(ruleset: CostRuleset) -> list[CostRule]:
    """Return what a version says, item by item."""
    return list(ruleset.rules.select_related("destination"))


def _as_rule(one: CostRule) -> Rule:
    return Rule(
        one.component,
        Charge(one.charge),
        one.occupation,
        one.destination_id or "",
        one.cap or 0,
        one.source,
    )


def _as_line(line: CostLine) -> Line:
    return Line(
        line.pk,
        line.component,
        line.amount,
        Payer(line.charged_to),
        Review(line.review) if line.review else None,
        line.refunded,
    )


class Book:
    """All versions with their rules, read once for any number of files."""

    def __init__(self) -> None:
        self._versions = rulesets()
        self._rules: dict[int, list[Rule]] = {}
        for one in CostRule.objects.all():
            self._rules.setdefault(one.ruleset_id, []).append(_as_rule(one))

    def on(self, day: date) -> CostRuleset | None:
        """Return the version that holds on a day."""
        return next(
            (
                one
                for one in self._versions
                if one.starts_on <= day and (one.ends_on is None or day < one.ends_on)
            ),
            None,
        )

    def rules_of(self, ruleset: CostRuleset) -> list[Rule]:
        """Return what a version says, as the rules read it."""
        return self._rules.get(ruleset.pk, [])

    def judge(
        self, migration: Migration, ruleset: CostRuleset | None, lines: Sequence[CostLine]
    ) -> Judgement:
        """Return what a version says about a file's lines; without one an officer decides."""
        return rules.judge(
            [_as_line(line) for line in lines],
            self._rules.get(ruleset.pk, []) if ruleset else [],
            occupation=migration.occupation,
            destination=migration.destination_id or "",
            default=Charge(ruleset.default) if ruleset else Charge.REVIEW,
        )

    def account(self, migration: Migration, lines: Sequence[CostLine]) -> Account:
        """Return a file's account under the version that it keeps (R1.1)."""
        ruleset = self.on(migration.ruleset_on)
        judgement = self.judge(migration, ruleset, lines)
        judged = tuple(Judged(line, judgement.of(line.pk)) for line in lines)
        return Account(migration, ruleset, judged, judgement)


def account_of(migration: Migration) -> Account:
    """Return what was charged on a migration, judged by the version its file keeps."""
    return accounts_of([migration])[0]


def accounts_of(migrations: Sequence[Migration]) -> list[Account]:
    """Return the accounts of many files, in a fixed number of queries."""
    by_file: dict[int, list[CostLine]] = {}
    for line in CostLine.objects.filter(migration__in=migrations, withdrawn_at=None):
        by_file.setdefault(line.migration_id, []).append(line)
    book = Book()
    return [book.account(each, by_file.get(each.pk, [])) for each in migrations]


def overcharges(migration: Migration) -> int:
    """Return the rupiah that the worker was charged above what is allowed and not paid back."""
    return account_of(migration).judgement.too_much


def needs_decision(migration: Migration) -> list[CostLine]:
    """Return the lines that no officer has decided about: too much or left to an officer."""
    return [
        one.line
        for one in account_of(migration).lines
        if one.verdict
        and (one.verdict.too_much or one.verdict.undecided)
        and one.line.reviewed_at is None
    ]


def line_for(migration: Migration, public_id: str) -> CostLine:
    """Return a line of a migration.

    Raises: NotFound.
    """
    found = CostLine.objects.filter(migration=migration, public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def under_other_rules(account: Account, *, today: date) -> tuple[CostRuleset, Judgement] | None:
    """Return what the rules of today would say, where the file keeps older ones (R1.1)."""
    book = Book()
    now = book.on(today)
    if now is None or now == account.ruleset:
        return None
    return now, book.judge(account.migration, now, [one.line for one in account.lines])


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the report: files under it with costs, and their sums in rupiah."""

    ruleset: CostRuleset
    files: int
    charged: int
    too_much: int
    undecided: int


def by_version() -> list[VersionLine]:
    """Return the report by version of the rules, over the files that whoever acts may see."""
    files = Migration.objects.filter(costs__withdrawn_at=None, costs__isnull=False).distinct()
    accounts = accounts_of(list(files))
    found = []
    for ruleset in rulesets():
        mine = [one.judgement for one in accounts if one.ruleset == ruleset]
        found.append(
            VersionLine(
                ruleset,
                files=len(mine),
                charged=sum(one.charged for one in mine),
                too_much=sum(one.too_much for one in mine),
                undecided=sum(one.undecided for one in mine),
            )
        )
    return found


def overcharged() -> list[Account]:
    """Return the accounts of files that go on with something too much or undecided, largest first."""
    files = Migration.objects.going_on().filter(
        costs__withdrawn_at=None, costs__charged_to=Payer.WORKER
    )
    accounts = accounts_of(list(files.select_related("person", "destination").distinct()))
    unclean = [one for one in accounts if not one.judgement.is_clean]
    return sorted(unclean, key=lambda one: -(one.judgement.too_much + one.judgement.undecided))
