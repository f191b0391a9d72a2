"""What preparing requires before she is registered, prepares, is cleared (R1.3)."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from pulang.base.clock import WITA
from pulang.journey.models import Migration
from pulang.journey.rules.gates import Requirement
from pulang.journey.terms import Stage
from pulang.law import queries as law
from pulang.preparation.models import Paper
from pulang.preparation.queries import ages, families, readiness
from pulang.preparation.queries.readiness import Step
from pulang.preparation.rules.ages import UNKNOWN
from pulang.preparation.terms import PaperState, visas_for

TARGETS = frozenset({Stage.REGISTERED, Stage.PREPARING, Stage.CLEARED})
_UP_TO = {
    Stage.REGISTERED: ("registered",),
    Stage.PREPARING: ("registered", "preparing"),
    Stage.CLEARED: ("registered", "preparing", "cleared"),
}


def provide(migration: Migration, *, target: Stage, at: datetime) -> Iterator[Requirement]:
    """Yield what preparing requires before a stage, met or not."""
    yield _age(migration, at=at)
    if target != Stage.REGISTERED:
        yield _described(migration)
        yield _open_country(migration, at=at)
    yield from _papers(migration, target=target, at=at)
    if target == Stage.CLEARED:
        yield _her_will(migration)
        yield from _visa(migration)
        yield from _wage(migration)


def _age(migration: Migration, *, at: datetime) -> Requirement:
    """Return the requirement no two people can let pass: she is a grown-up by every source."""
    found = ages.verdict(migration, at=at)
    desk = _("Disnaker kabupaten; UPTD PPA looks after her")
    code = "preparation.age"
    if found.is_stopped:
        return Requirement(
            code,
            False,
            _("A paper says that she is younger than 18."),
            _("Nobody may place her. UPTD PPA talks with her and her parents."),
            desk,
        )
    if found.is_conflict:
        why = _("Her papers disagree about her age by more than a year.")
        fix = _("Ask Dukcapil, parish and school which date is right, and correct the other paper.")
        return Requirement(code, False, why, fix, desk)
    if found.state == UNKNOWN:
        why = _("Nobody has written down when she was born.")
        return Requirement(code, False, why, _("Bring KTP or baptism record."), _("village office"))
    return Requirement(code, True, _("She is 18 or older by every source."), "", "")


def _described(migration: Migration) -> Requirement:
    is_said = bool(migration.scheme and migration.destination_id and migration.occupation)
    return Requirement(
        "preparation.described",
        is_said,
        _("Country, kind of work and scheme are known.")
        if is_said
        else _("Country, kind of work or scheme are not written down."),
        _("Open “Describe” and write them down."),
        _("village or kabupaten officer"),
    )


def _open_country(migration: Migration, *, at: datetime) -> Requirement:
    closed = law.parameter("closed-destinations", on=at.astimezone(WITA).date()) or []
    is_open = migration.destination_id not in closed
    return Requirement(
        "preparation.country",
        is_open,
        _("The country is open for placement.")
        if is_open
        else _("The country is closed for placement by the government."),
        _("Choose another country with her."),
        _("Disnaker kabupaten"),
        may_override=True,
    )


def _papers(migration: Migration, *, target: Stage, at: datetime) -> Iterator[Requirement]:
    page = readiness.of(migration, on=at.astimezone(WITA).date())
    for step in page.steps:
        asked = step.line.asked
        if not asked.is_mandatory or asked.stage not in _UP_TO[target]:
            continue
        yield Requirement(
            f"preparation.paper.{asked.code}",
            step.line.is_done,
            _why(step),
            _fix(step),
            _("Disnaker kabupaten") if step.standing == "pending" else step.kind.office,
            is_pending=step.standing == "pending",
            facts={"document": asked.code, "standing": step.standing},
        )


def _why(step: Step) -> str:
    words = {
        "done": _("%(paper)s: there."),
        "expiring": _("%(paper)s: there, valid until %(day)s."),
        "pending": _("%(paper)s: handed in, not checked yet."),
        "blocked": _("%(paper)s: not yet, first: %(first)s."),
        "missing": _("%(paper)s: missing."),
    }
    sentence = words[step.standing]
    if step.standing == "missing" and step.line.held:
        sentence = {
            "rejected": _("%(paper)s: sent back."),
            "expired": _("%(paper)s: no longer valid."),
            "accepted": _("%(paper)s: not valid long enough (until %(day)s)."),
        }.get(step.line.held.state, sentence)
    until = step.line.held.valid_until if step.line.held else None
    return sentence % {
        "paper": step.kind,
        "day": until.strftime("%d-%m-%Y") if until else "–",
        "first": ", ".join(step.blocked_by),
    }


def _fix(step: Step) -> str:
    if step.standing == "pending":
        return _("An officer checks it.")
    if step.standing in {"blocked", "done"}:
        return ""
    price = ""
    if step.kind.price is not None:
        costs = {"n": f"{step.kind.price:,}".replace(",", ".")}
        price = _("It costs Rp%(n)s.") % costs if step.kind.price else _("It costs nothing.")
    return " ".join(
        part
        for part in (
            step.reason,
            _("Go to %(office)s with: %(bring)s.")
            % {"office": step.kind.office, "bring": step.kind.bring},
            price,
        )
        if part
    )


def _her_will(migration: Migration) -> Requirement:
    consent = families.latest(migration)
    waits = families.waits_for_decision(consent)
    return Requirement(
        "preparation.her_will",
        not waits,
        _("The family took its permission back, and nobody has decided yet.")
        if waits
        else _("No withdrawal of the family waits for a decision."),
        _("Talk with her alone, let the village mediate, then decide. Her will counts."),
        _("Disnaker kabupaten"),
    )


def _accepted(migration: Migration, document: str) -> Paper | None:
    return Paper.objects.filter(
        migration=migration, document=document, state=PaperState.ACCEPTED
    ).first()


def _visa(migration: Migration) -> Iterator[Requirement]:
    visa = _accepted(migration, "VISA")
    if visa is None:
        return  # missing: said among the papers
    is_for_work = visa.details.get("visa_type") in visas_for(migration.scheme)
    yield Requirement(
        "preparation.visa_type",
        is_for_work,
        _("The visa is for work.") if is_for_work else _("The visa is not for work."),
        _("She may not leave on it. Ask for a work visa."),
        _("BP3MI"),
    )


def _wage(migration: Migration) -> Iterator[Requirement]:
    contract, country = _accepted(migration, "PK"), (migration.destination_id or "").lower()
    least = law.version(f"wage-min-{country}-{migration.occupation}", on=migration.ruleset_on)
    if contract is None or least is None:
        return  # the contract is missing, or nobody knows a lowest wage there
    try:
        wage = Decimal(str(contract.details.get("wage", "")))
    except InvalidOperation:
        wage = Decimal(-1)
    same = contract.details.get("currency") == least.unit
    is_enough = same and wage >= Decimal(str(least.value))
    yield Requirement(
        "preparation.wage",
        is_enough,
        _("The wage of the contract is not below the lowest wage.")
        if is_enough
        else _("The contract does not show the lowest wage of %(least)s %(currency)s a month.")
        % {"least": least.value, "currency": least.unit},
        _("The employer mends the contract. She signs only then."),
        _("P3MI, Perwakilan RI"),
        may_override=True,
    )
