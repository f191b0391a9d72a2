"""Writes the demo's applications, loans, payouts and statements down, in bulk, as they were decided."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pulang.access.terms import Actor
from pulang.base.ids import new_ulid
from pulang.law.terms import Component
from pulang.lending.models import (
    Application,
    ApplicationLine,
    Balance,
    Decision,
    DeclaredDebt,
    Loan,
    Payee,
    PaymentBatch,
    Pool,
    Product,
    ProductTerms,
    Tranche,
)
from pulang.lending.rules.numbers import loan_number, virtual_account
from pulang.lending.terms import (
    INFORMAL,
    ApplicationState,
    DecisionStep,
    LoanState,
    Outcome,
    PayeeKind,
    RefusalReason,
    TrancheState,
)
from pulang.web.demo.lending_books import Books, noon
from pulang.web.demo.lending_stories import BEFORE_A_LOAN, Fate, Story

_STATES = {
    Fate.WAITING: ApplicationState.SUBMITTED,
    Fate.PROPOSED: ApplicationState.PROPOSED,
    Fate.REFUSED: ApplicationState.REFUSED,
    Fate.WITHDRAWN: ApplicationState.WITHDRAWN,
}
_NOTES = {
    RefusalReason.UNAFFORDABLE: "Cicilan melebihi 35% upah bersih; jumlah yang lebih kecil bisa diajukan.",
    RefusalReason.FORBIDDEN_COST: "Biaya ini ditanggung pemberi kerja (UU 18/2017 Pasal 30).",
    RefusalReason.NOT_ELIGIBLE: "Kontrak kerja belum diverifikasi.",
    RefusalReason.INCOMPLETE: "Fotokopi KTP dan kontrak belum ada.",
    RefusalReason.OTHER_LOANS: "Cicilan di koperasi sudah terlalu besar.",
    RefusalReason.RED_FLAG: "Utang kepada perekrut harus diperiksa dahulu.",
}
_PROVIDERS = {
    Component.MEDICAL: (PayeeKind.CLINIC, "Klinik Contoh Sehat Kupang"),
    Component.PSYCHOLOGY: (PayeeKind.CLINIC, "Klinik Contoh Sehat Kupang"),
    Component.TRAINING: (PayeeKind.TRAINING_CENTRE, "LPK Contoh Kupang"),
    Component.LANGUAGE: (PayeeKind.TRAINING_CENTRE, "LPK Contoh Kupang"),
    Component.TICKET: (PayeeKind.CARRIER, "Maskapai Contoh"),
    Component.VISA: (PayeeKind.OFFICE, "Pusat Visa Contoh"),
}


@dataclass(frozen=True)
class Desk:
    """Where and by whom the demo's loans are written."""

    pool: Pool
    products: dict[str, Product]
    maker: Actor
    checker: Actor
    today: date

    def terms(self, story: Story) -> ProductTerms:
        """Return the terms under which it was asked."""
        return self.products[story.scheme].terms.get()


def write(stories: Sequence[Story], *, desk: Desk, books: Books) -> list[tuple[Story, Loan]]:
    """Write applications, loans and tranches, and tell the books what will happen to them."""
    terms = {scheme: product.terms.get() for scheme, product in desk.products.items()}
    applications = Application.objects.bulk_create(
        [_application(story, desk, terms[story.scheme]) for story in stories], 500
    )
    pairs = list(zip(stories, applications, strict=True))
    ApplicationLine.objects.bulk_create([row for pair in pairs for row in _lines(*pair)], 1000)
    DeclaredDebt.objects.bulk_create(
        DeclaredDebt(application=one, kind=kind, amount=amount, monthly=amount // 12)
        for story, one in pairs
        for kind, amount in story.debts
    )
    Decision.objects.bulk_create([row for pair in pairs for row in _decisions(*pair, desk)], 1000)
    lent = [pair for pair in pairs if pair[0].fate not in BEFORE_A_LOAN]
    loans = Loan.objects.bulk_create(
        [_loan(story, one, desk, terms[story.scheme]) for story, one in lent], 500
    )
    Balance.objects.bulk_create(Balance(loan=loan, pool=desk.pool) for loan in loans)
    told = [(story, loan) for (story, _one), loan in zip(lent, loans, strict=True)]
    tranches = _tranches(told, desk)
    for story, loan in told:
        books.tell(story, loan, tranches[loan.pk])
    return told


def _application(story: Story, desk: Desk, terms: ProductTerms) -> Application:
    wage, currency, rupiah = story.wage
    asked, decided = noon(story.asked_on), noon(story.decided_on)
    maker, checker = desk.maker.membership_id, desk.checker.membership_id
    state = _STATES.get(story.fate, ApplicationState.APPROVED)
    is_proposed = story.fate not in {Fate.WAITING, Fate.WITHDRAWN}
    is_decided = state in {ApplicationState.APPROVED, ApplicationState.REFUSED}
    return Application(
        person_id=story.migration.person_id,
        migration=story.migration,
        terms=terms,
        bank_id=desk.pool.bank_id,
        state=state,
        state_since=decided if is_decided else asked,
        months=story.months,
        wish_remittance=rupiah * 3 // 10 // 100_000 * 100_000,
        net_wage=wage,
        wage_currency=currency,
        wage_rupiah=rupiah,
        is_wage_proven=True,
        is_at_counter=story.migration.pk % 3 == 0,
        created_at=asked,
        created_by=maker,
        submitted_at=asked,
        submitted_by=maker,
        answer_due_on=story.asked_on + timedelta(days=7),
        proposed_at=min(asked + timedelta(days=1), decided) if is_proposed else None,
        proposed_by=maker if is_proposed else None,
        decided_at=decided if is_decided else None,
        decided_by=checker if is_decided else None,
    )


def _lines(story: Story, application: Application) -> Iterator[ApplicationLine]:
    is_granted = application.state == ApplicationState.APPROVED
    for _step, component, amount in story.parts:
        yield ApplicationLine(
            application=application,
            component=component,
            asked=amount,
            granted=amount if is_granted else None,
        )


def _decisions(story: Story, application: Application, desk: Desk) -> Iterator[Decision]:
    if application.proposed_at is None:
        return
    reasons = [story.reason.value] if story.reason else []
    outcome = Outcome.REFUSE if story.reason else Outcome.APPROVE
    note = _NOTES[story.reason] if story.reason else ""
    for step, moment, actor in (
        (DecisionStep.PROPOSAL, application.proposed_at, desk.maker),
        (DecisionStep.DECISION, application.decided_at, desk.checker),
    ):
        if moment is not None:
            yield Decision(
                application=application,
                step=step,
                outcome=outcome,
                reasons=reasons,
                note=note,
                amount=story.principal,
                months=story.months,
                made_at=moment,
                made_by=actor.membership_id,
            )


def _loan(story: Story, application: Application, desk: Desk, terms: ProductTerms) -> Loan:
    decided = noon(story.decided_on)
    signed = noon(story.signed_on) if story.signed_on else None
    migration = story.migration
    public_id = new_ulid()
    return Loan(
        public_id=public_id,
        number=loan_number(public_id, on=story.decided_on),
        virtual_account=virtual_account(public_id, prefix=desk.pool.virtual_prefix),
        application=application,
        pool=desk.pool,
        bank_id=desk.pool.bank_id,
        person_id=migration.person_id,
        migration=migration,
        terms=terms,
        state=LoanState.SIGNED if signed else LoanState.APPROVED,
        state_since=signed or decided,
        principal=story.principal,
        annual_rate=terms.annual_rate,
        months=story.months,
        method=terms.method,
        day_count=terms.day_count,
        grace=terms.grace,
        grace_months=terms.grace_months,
        place_code=migration.place_code[:4],
        sex=migration.person.sex,
        destination_id=migration.destination_id,
        had_informal_debt=any(kind in INFORMAL for kind, _amount in story.debts),
        approved_at=decided,
        approved_by=desk.checker.membership_id,
        signed_at=signed,
        signed_by=desk.maker.membership_id if signed else None,
        start_latest_on=story.signed_on + timedelta(days=terms.start_latest_days)
        if story.signed_on
        else None,
    )


# --- payouts ---


def _payees(told: Sequence[tuple[Story, Loan]], desk: Desk) -> dict[object, Payee]:
    """Allow the providers and each worker's own account; added by one person, allowed by another."""
    opened = noon(desk.pool.opened_on)
    both = {"added_by": desk.maker.membership_id, "allowed_by": desk.checker.membership_id}
    providers = {name: kind for kind, name in _PROVIDERS.values()}
    rows: dict[object, Payee] = {
        name: Payee(
            bank_id=desk.pool.bank_id,
            kind=kind,
            name=name,
            bank_code="BNTTIDJA",
            account_number=f"0010200{number:06}",
            added_at=opened,
            allowed_at=opened,
            **both,
        )
        for number, (name, kind) in enumerate(providers.items(), 1)
    }
    for _story, loan in told:
        digits = int(hashlib.sha256(loan.public_id.encode()).hexdigest()[:8], 16)
        rows[loan.pk] = Payee(
            bank_id=desk.pool.bank_id,
            kind=PayeeKind.WORKER,
            name=loan.migration.person.full_name or "Pekerja migran",
            person_id=loan.person_id,
            bank_code="BNTTIDJA",
            account_number=f"2{loan.pk:05}{digits % 10_000:04}",
            added_at=loan.approved_at,
            allowed_at=loan.approved_at,
            **both,
        )
    Payee.objects.bulk_create(rows.values(), 500)
    return rows


def _tranches(told: Sequence[tuple[Story, Loan]], desk: Desk) -> dict[int, list[Tranche]]:
    payees = _payees(told, desk)
    stories = {loan.pk: story for story, loan in told}
    made = Tranche.objects.bulk_create(
        [
            Tranche(loan=loan, pool=desk.pool, step=step, component=component, amount=amount)
            for story, loan in told
            for step, component, amount in story.parts
        ],
        500,
    )
    for tranche in made:
        provider = _PROVIDERS.get(Component(tranche.component))
        tranche.payee = payees[provider[1] if provider else tranche.loan_id]
    out = [one for one in made if one.step in stories[one.loan_id].paid_on]
    batches = _batches(out, stories, desk)
    waiting = [
        one
        for one in made
        if one.step not in stories[one.loan_id].paid_on and stories[one.loan_id].signed_on
    ]
    released, prepared = waiting[0::4], waiting[1::4]
    fields = ["state", "payee"]
    for one in (*out, *released, *prepared):
        day = stories[one.loan_id].paid_on.get(one.step, desk.today)  # type: ignore[call-overload]
        one.state = TrancheState.PREPARED
        one.prepared_at = noon(day) - timedelta(days=1, hours=2)
        one.prepared_by = desk.maker.membership_id
        one.evidence = "kuitansi diperiksa"
    by_maker = [*fields, "prepared_at", "prepared_by", "evidence"]
    Tranche.objects.bulk_update([*out, *released, *prepared], by_maker, 200)
    for one in (*out, *released):
        one.state = TrancheState.RELEASED
        one.released_at = (one.prepared_at or noon(desk.today)) + timedelta(hours=1)
        one.released_by = desk.checker.membership_id
    Tranche.objects.bulk_update([*out, *released], ["state", "released_at", "released_by"], 200)
    for one in out:
        one.state = TrancheState.SENT
        one.batch = batches[stories[one.loan_id].paid_on[one.step]]  # type: ignore[index]
        one.end_to_end = f"{one.public_id}-1"
    Tranche.objects.bulk_update(out, ["state", "batch", "end_to_end"], 200)
    found: dict[int, list[Tranche]] = {}
    for one in made:
        found.setdefault(one.loan_id, []).append(one)
    return found


def _batches(
    out: Sequence[Tranche], stories: dict[int, Story], desk: Desk
) -> dict[date, PaymentBatch]:
    sums: dict[date, list[int]] = {}
    for one in out:
        sums.setdefault(stories[one.loan_id].paid_on[one.step], []).append(one.amount)  # type: ignore[index]
    rows = [
        PaymentBatch(
            pool=desk.pool,
            bank_id=desk.pool.bank_id,
            message_id=f"PULANG-{day:%Y%m%d}",
            execute_on=day,
            count=len(amounts),
            total=sum(amounts),
            made_at=noon(day) - timedelta(hours=1),
            made_by=desk.maker.membership_id,
            fetched_at=noon(day) - timedelta(minutes=30),
            fetched_by=desk.maker.membership_id,
        )
        for day, amounts in sorted(sums.items())
    ]
    return {one.execute_on: one for one in PaymentBatch.objects.bulk_create(rows)}
