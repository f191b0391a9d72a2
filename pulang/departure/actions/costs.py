"""Writing what was charged, deciding what is too much, bringing in a new version of the rules."""

import csv
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from importlib.resources import files

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit, require
from pulang.access.terms import Actor, Permission, Role, Subject
from pulang.base.clock import WITA
from pulang.base.errors import NotFound, Refused, WrongState
from pulang.base.money import format_rupiah
from pulang.coordination.actions import tasks
from pulang.coordination.terms import Urgency, desk
from pulang.departure.models import CostLine, CostRule, CostRuleset
from pulang.departure.queries import costs as queries
from pulang.departure.rules.costs import Verdict
from pulang.departure.terms import TEN_JOBS, Charge, Payer, Review
from pulang.journey.actions import events
from pulang.journey.actions.subjects import subject_of
from pulang.journey.models import Migration

REVIEW_DAYS = 3
_SEEDED_AT = datetime.fromisoformat("2026-11-23T00:00:00+08:00")


class NotHers(Refused):
    """What follows a stopped departure is never billed to the worker."""

    code = "departure.not_hers"


class TooLate(Refused):
    """A version of the rules begins in the future: files begun already keep theirs."""

    code = "departure.too_late"


@transaction.atomic
def record(
    *,
    migration: Migration,
    component: str,
    amount: int,
    charged_to: str,
    paid_to: str,
    paid_on: date,
    by: Actor,
    at: datetime,
    evidence: str = "",
    follows_stop: bool = False,
) -> CostLine:
    """Write an amount down; what the worker was charged too much goes to the kabupaten's desk.

    Raises: NotAllowed, NotHers, Refused for an amount below one rupiah or a day to come.
    """
    if by.role != Role.SERVICE:
        require(by, Permission.COST_WRITE)
    if amount < 1:
        raise Refused(_("Write the amount in whole rupiah, at least one."))
    if paid_on > at.astimezone(WITA).date():
        raise Refused(_("This day lies in the future. Write it down when it has been paid."))
    if follows_stop and charged_to == Payer.WORKER:
        raise NotHers(
            _("The way home after a stopped departure is not billed to her. Choose who pays.")
        )
    line = CostLine.objects.create(
        migration=migration,
        component=component,
        amount=amount,
        charged_to=charged_to,
        paid_to=paid_to,
        paid_on=paid_on,
        evidence=evidence[:200],
        follows_stop=follows_stop,
        recorded_at=at,
        recorded_by=by.membership_id,
    )
    audit.record(
        "cost.recorded", by=by, at=at, subject=subject_of(migration), facts={"line": line.public_id}
    )
    verdict = queries.account_of(migration).judgement.of(line.pk)
    if verdict and (verdict.too_much or verdict.undecided):
        _flag(line, verdict, by=by, at=at)
    return line


def task_key(migration: Migration) -> str:
    """Return the key of the one open task about a file's costs."""
    return f"departure.costs:{migration.public_id}"


def _flag(line: CostLine, verdict: Verdict, *, by: Actor, at: datetime) -> None:
    migration = line.migration
    amount = verdict.too_much or verdict.undecided
    facts = {"line": line.public_id, "component": line.component, "amount": amount}
    kind = "departure.overcharged" if verdict.too_much else "departure.cost_doubted"
    events.record(
        person=migration.person, migration=migration, kind=kind, by=by, at=at, facts=facts
    )
    tasks.open(
        kind="departure.review_costs",
        key=task_key(migration),
        desk=desk(Role.KABUPATEN_OFFICER, migration.place_code),
        person=migration.person,
        migration=migration,
        by=by,
        at=at,
        due_at=at + timedelta(days=REVIEW_DAYS),
        urgency=Urgency.THIS_WEEK,
        facts=facts,
        url=f"/departure/{migration.public_id}/costs/",
    )


@transaction.atomic
def review(*, line: CostLine, decision: str, note: str, by: Actor, at: datetime) -> CostLine:
    """Decide about an amount: too much, or in order where the rules leave it to an officer.

    What the rules forbid cannot be found in order: it is confirmed, and paid back.

    Raises: NotAllowed, NotFound, WrongState.
    """
    require(by, Permission.CLEARANCE_GRANT)
    found = _standing(line)
    verdict = queries.account_of(found.migration).judgement.of(found.pk)
    if verdict is None:
        raise WrongState(_("She did not pay this: there is nothing to decide."))
    by_rule = verdict.charge in (Charge.FORBIDDEN, Charge.CAPPED) and verdict.too_much
    if decision == Review.ALLOWED and by_rule:
        raise WrongState(
            _("The rules forbid to charge her %(amount)s of this. It is to be paid back.")
            % {"amount": format_rupiah(verdict.too_much)}
        )
    found.review, found.review_note = decision, note[:300]
    found.reviewed_at, found.reviewed_by = at, by.membership_id
    found.save(update_fields=["review", "review_note", "reviewed_at", "reviewed_by"])
    _close_task_if_decided(found.migration, by=by, at=at)
    _audit("cost.reviewed", found, by=by, at=at, facts={"decision": decision})
    if decision == Review.FORBIDDEN and verdict.undecided:
        _tell_overcharge(found, verdict.undecided, by=by, at=at)
    return found


@transaction.atomic
def refund(*, line: CostLine, amount: int, by: Actor, at: datetime) -> CostLine:
    """Write down that so much was paid back to her, in all.

    Raises: NotAllowed, NotFound, Refused when it is more than she paid.
    """
    require(by, Permission.COST_WRITE)
    found = _standing(line)
    if not 0 <= amount <= found.amount:
        raise Refused(
            _("She paid %(paid)s: no more can be paid back.")
            % {"paid": format_rupiah(found.amount)}
        )
    found.refunded = amount
    found.save(update_fields=["refunded"])
    migration = found.migration
    events.record(
        person=migration.person,
        migration=migration,
        kind="departure.refunded",
        by=by,
        at=at,
        facts={"line": found.public_id, "component": found.component, "amount": amount},
    )
    _audit("cost.refunded", found, by=by, at=at, facts={"amount": amount})
    _close_task_if_decided(migration, by=by, at=at)
    return found


@transaction.atomic
def withdraw(*, line: CostLine, because: str, by: Actor, at: datetime) -> CostLine:
    """Take back an amount that was written down by mistake; the row stays with the reason.

    Raises: NotAllowed, NotFound, Refused without a reason.
    """
    require(by, Permission.COST_WRITE)
    if not because.strip():
        raise Refused(_("Say why."))
    found = _standing(line)
    found.withdrawn_at, found.withdrawn_by = at, by.membership_id
    found.withdrawn_because = because[:300]
    found.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    _audit("cost.withdrawn", found, by=by, at=at, facts={})
    _close_task_if_decided(found.migration, by=by, at=at)
    return found


def _close_task_if_decided(migration: Migration, *, by: Actor, at: datetime) -> None:
    if not queries.needs_decision(migration):
        tasks.done(key=task_key(migration), by=by, at=at)


def _tell_overcharge(line: CostLine, amount: int, *, by: Actor, at: datetime) -> None:
    events.record(
        person=line.migration.person,
        migration=line.migration,
        kind="departure.overcharged",
        by=by,
        at=at,
        facts={"line": line.public_id, "component": line.component, "amount": amount},
    )


def _standing(line: CostLine) -> CostLine:
    found = (
        CostLine.objects.select_for_update(of=("self",), no_key=True)
        .select_related("migration__person")
        .filter(pk=line.pk, withdrawn_at=None)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _audit(
    event: str, line: CostLine, *, by: Actor, at: datetime, facts: dict[str, object]
) -> None:
    audit.record(
        event,
        by=by,
        at=at,
        subject=subject_of(line.migration),
        facts={"line": line.public_id, **facts},
    )


@transaction.atomic
def enact(
    *,
    code: str,
    title: str,
    starts_on: date,
    source: str,
    by: Actor,
    at: datetime,
    rules: Sequence[CostRule],
    default: str = Charge.REVIEW,
    remark: str = "",
) -> CostRuleset:
    """Bring in a new version of the cost rules; the one before it ends on that day.

    Files opened before keep their version (R1.1), therefore it begins tomorrow at the earliest.

    Raises: NotAllowed, TooLate, WrongState for a code or a day that is taken.
    """
    require(by, Permission.RULE_WRITE)
    if starts_on <= at.astimezone(WITA).date():
        raise TooLate(
            _("New rules begin tomorrow at the earliest: files opened today keep those of today.")
        )
    last = CostRuleset.objects.filter(ends_on=None).first()
    if CostRuleset.objects.filter(code=code).exists() or (last and last.starts_on >= starts_on):
        raise WrongState(_("A version with this code, or one that begins later, exists already."))
    if last:
        last.ends_on = starts_on
        last.save(update_fields=["ends_on"])
    made = CostRuleset.objects.create(
        code=code,
        title=title,
        starts_on=starts_on,
        default=default,
        source=source,
        remark=remark,
        recorded_at=at,
        recorded_by=by.membership_id,
    )
    for rule in rules:
        rule.pk, rule.ruleset = None, made
    CostRule.objects.bulk_create(rules)
    audit.record("costs.enacted", by=by, at=at, subject=Subject("cost_ruleset", made.public_id))
    return made


@transaction.atomic
def enact_changed(
    *,
    code: str,
    title: str,
    starts_on: date,
    source: str,
    by: Actor,
    at: datetime,
    changes: Sequence[CostRule],
    remark: str = "",
) -> CostRuleset:
    """Bring in a new version that says what the last one says, but for some rules.

    Raises: NotAllowed, TooLate, WrongState.
    """
    require(by, Permission.RULE_WRITE)
    last = CostRuleset.objects.filter(ends_on=None).first()
    changed = {_place(rule) for rule in changes}
    kept = [rule for rule in queries.rules_of(last) if _place(rule) not in changed] if last else []
    return enact(
        code=code,
        title=title,
        starts_on=starts_on,
        source=source,
        by=by,
        at=at,
        rules=[*kept, *changes],
        default=last.default if last else Charge.REVIEW,
        remark=remark,
    )


def _place(rule: CostRule) -> tuple[str, str | None, str]:
    return rule.occupation, rule.destination_id, rule.component


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("pulang.departure.data") / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@transaction.atomic
def seed() -> int:
    """Bring in the versions of the handbook where there are none, as the owner; return how many."""
    if CostRuleset.objects.exists():
        return 0
    rows = sorted(_rows("cost_rulesets"), key=lambda row: row["starts_on"])
    ends = [date.fromisoformat(row["starts_on"]) for row in rows[1:]] + [None]
    for row, ends_on in zip(rows, ends, strict=True):
        made = CostRuleset.objects.create(
            code=row["code"],
            title=row["title"],
            starts_on=date.fromisoformat(row["starts_on"]),
            ends_on=ends_on,
            default=row["default"],
            source=row["source"],
            remark=row["remark"],
            recorded_at=_SEEDED_AT,
        )
        CostRule.objects.bulk_create(
            rule for line in _rows("cost_rules") for rule in _seeded(made, line)
        )
    return len(rows)


def _seeded(ruleset: CostRuleset, row: dict[str, str]) -> list[CostRule]:
    if row["ruleset"] != ruleset.code:
        return []
    jobs = [str(job) for job in TEN_JOBS] if row["occupation"] == "*" else [row["occupation"]]
    return [
        CostRule(
            ruleset=ruleset,
            occupation=job,
            destination_id=row["destination"] or None,
            component=row["component"],
            items=row["items"],
            charge=row["charge"],
            cap=int(row["cap"]) if row["cap"] else None,
            source=row["source"],
        )
        for job in jobs
    ]
