"""How a file stands: every paper with its office and price, and the one next action (R1.2)."""

from dataclasses import dataclass
from datetime import date

from pulang.journey.models import Migration
from pulang.law import queries as law
from pulang.preparation.models import DocumentType, Paper
from pulang.preparation.queries import families, rulesets
from pulang.preparation.rules.requirements import Held, Line, Readiness, assess
from pulang.preparation.terms import RejectReason


@dataclass(frozen=True, slots=True)
class Step:
    """A paper as its page shows it."""

    line: Line
    kind: DocumentType
    paper: Paper | None
    blocked_by: tuple[str, ...] = ()
    reason: str = ""

    @property
    def standing(self) -> str:
        """Return how it stands."""
        return self.line.standing


@dataclass(frozen=True, slots=True)
class Page:
    """All papers of a file on one day."""

    readiness: Readiness
    steps: tuple[Step, ...]
    next: Step | None
    on: date

    def standing(self, *wanted: str) -> list[Step]:
        """Return the required papers that stand so."""
        return [one for one in self.steps if one.standing in wanted and one.line.asked.is_mandatory]

    @property
    def done(self) -> list[Step]:
        """Return what is there."""
        return self.standing("done", "expiring")

    @property
    def missing(self) -> list[Step]:
        """Return what can be got now."""
        return self.standing("missing")

    @property
    def pending(self) -> list[Step]:
        """Return what the officer looks at."""
        return self.standing("pending")

    @property
    def blocked(self) -> list[Step]:
        """Return what comes later."""
        return self.standing("blocked")

    @property
    def optional(self) -> list[Step]:
        """Return what is brought only when somebody asks for it."""
        return [one for one in self.steps if not one.line.asked.is_mandatory]


def contract_months(papers: list[Paper], *, on: date) -> int:
    """Return how long she will be away: from the contract, else as usual."""
    for paper in papers:
        if paper.document == "PK" and paper.state in {"accepted", "submitted"}:
            months = paper.details.get("months")
            if isinstance(months, int) and months > 0:
                return months
    return int(law.parameter("contract-months", on=on) or 24)


def of(migration: Migration, *, on: date) -> Page:
    """Return how a file stands on a day, by the rules of the day it was opened."""
    rules_of = migration.ruleset_on
    kinds = rulesets.documents(on=rules_of)
    papers = list(Paper.objects.filter(migration=migration))
    asked = rulesets.asked(
        migration, kinds, on=rules_of, contract_months=contract_months(papers, on=rules_of)
    )
    consent = families.as_paper(families.latest(migration), kinds.get("IZIN"))
    held = [
        Held(one.document, one.state, one.valid_until, one.public_id)
        for one in papers
        if one.document != "IZIN"
    ]
    soon = law.parameter("paper-expiring-days", on=rules_of) or 30
    found = assess(asked, held + ([consent] if consent else []), on=on, soon_days=soon)
    by_id = {one.public_id: one for one in papers}
    steps = tuple(_step(line, kinds, by_id) for line in found.lines)
    following = next((one for one in steps if one.line is found.next), None)
    return Page(found, steps, following, on)


def _step(line: Line, kinds: dict[str, DocumentType], papers: dict[str, Paper]) -> Step:
    paper = papers.get(line.held.reason) if line.held else None
    said = ""
    if paper is not None and paper.state == "rejected":
        said = f"{RejectReason(paper.reason).label} {paper.remark}".strip()
    names = tuple(str(kinds[code]) for code in line.blocked_by if code in kinds)
    return Step(line, kinds[line.asked.code], paper, names, said)
