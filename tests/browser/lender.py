"""A bank of the story's own, with a pool whose days are still open, and a loan that began in summer.

`python -m tests.browser.lender bring` founds it in the province at PULANG_HOME; twice is once. Its days
are its own: closing them moves nobody else's loans. `… think <loan>` lets the hours pass in which she may
step back, `… depart <loan>` lets her depart: what only time and the road bring, as the owner may.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

from tests.browser import borrower

OFFICER, APPROVER, WORKER = "lena-test", "jon-test", "rosalia-test"
NAME = "Rosalia Kolo Dirun"
LATE_NAME = "Agustina Bere Dirun"
POOL = "Dana Cerita"
PRODUCT = "Kredit Berangkat Cerita"
ACCOUNT = "002-01-000002-2"
OPENED, SIGNED, PAID, BEGUN, FIRST_DUE = 110, 100, 96, 95, 64
"""So many days ago."""
_BANK = "Bank Cerita (contoh)"
_PAIN_002 = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"
_CAMT_053 = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"


@dataclass(frozen=True)
class Credit:
    """A payment that the bank's statement tells of."""

    reference: str
    booked_on: date
    amount: int
    payer: str
    text: str = ""
    virtual_account: str = ""


def bring_into(home: Path) -> dict[str, str]:
    """Found the bank; return number, virtual account and public id of the loan that will be late."""
    found: dict[str, str] = json.loads(_ask(home, "bring"))
    return found


def think(home: Path, loan: str) -> None:
    """Let the hours pass in which she may step back."""
    _ask(home, "think", loan)


def depart(home: Path, loan: str) -> None:
    """Let her depart."""
    _ask(home, "depart", loan)


def statement(*payments: Credit) -> bytes:
    """Return the bank's statement of the pool's account as camt.053."""
    entries = "".join(
        f'<Ntry><Amt Ccy="IDR">{one.amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{one.booked_on}</Dt></BookgDt>"
        f"<AcctSvcrRef>{one.reference}</AcctSvcrRef><NtryDtls><TxDtls><RltdPties>"
        f"<Dbtr><Pty><Nm>{one.payer}</Nm></Pty></Dbtr>{_paid_into(one)}</RltdPties>"
        f"<RmtInf><Ustrd>{one.text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        for one in payments
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{_CAMT_053}"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>M1</MsgId></GrpHdr><Stmt><Id>CERITA-1</Id>"
        f"<Acct><Id><Othr><Id>{ACCOUNT.replace('-', '')}</Id></Othr></Id><Ccy>IDR</Ccy></Acct>"
        f"{entries}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def _paid_into(one: Credit) -> str:
    if not one.virtual_account:
        return ""
    return f"<CdtrAcct><Id><Othr><Id>{one.virtual_account}</Id></Othr></Id></CdtrAcct>"


def report(payment_file: bytes) -> bytes:
    """Return the bank's answer to a pain.001: all of it was paid."""
    told = fromstring(payment_file)  # noqa: S314 - our own file
    message = told.findtext(".//{*}GrpHdr/{*}MsgId")
    orders = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{one.text}</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>"
        for one in told.iterfind(".//{*}EndToEndId")
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{_PAIN_002}"><CstmrPmtStsRpt>'
        f"<GrpHdr><MsgId>ANSWER-1</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>{message}</OrgnlMsgId>"
        f"</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>{orders}</OrgnlPmtInfAndSts>"
        f"</CstmrPmtStsRpt></Document>"
    ).encode()


# --- in the province ---


def _ask(home: Path, *words: str) -> str:
    return borrower.run_as_owner(home, "tests.browser.lender", *words)


def _bring() -> dict[str, str]:
    from django.db import transaction

    from pulang.lending.models import Loan

    with transaction.atomic():
        known = Loan.objects.filter(pool__name=POOL, person__full_name=LATE_NAME).first()
        loan = known or _found()
    return {"id": loan.public_id, "number": loan.number, "account": loan.virtual_account}


def _found() -> Any:
    from pulang.access.models import Organisation
    from pulang.access.terms import OrganisationKind

    bank = Organisation.objects.create(kind=OrganisationKind.BANK, name=_BANK, area="53")
    _people(bank)
    borrower.worker(name=NAME, account=WORKER)
    return _late_loan(_terms())


def _people(bank: Any) -> None:
    """Lena writes loans, Jon decides; Lena may stand in for Jon, but not over her own proposals."""
    from pulang.access.models import Membership
    from pulang.access.terms import Role

    lena = borrower.user(name="Lena Bano", account=OFFICER)
    jon = borrower.user(name="Jon Tefa", account=APPROVER)
    for person, role in (
        (lena, Role.BANK_OFFICER),
        (lena, Role.BANK_APPROVER),
        (jon, Role.BANK_APPROVER),
    ):
        Membership.objects.create(user=person, organisation=bank, role=role, area="53")


def _desks() -> tuple[Any, Any]:
    from pulang.access.queries import actor_by_email
    from pulang.web.demo.roster import DOMAIN

    officer, approver = (actor_by_email(f"{one}@{DOMAIN}") for one in (OFFICER, APPROVER))
    return officer, approver


def _terms() -> Any:
    """Found the pool with its product."""
    from pulang.access import context
    from pulang.lending.actions import pools
    from pulang.lending.actions.pools import Funding, ProductDraft
    from pulang.lending.terms import FundingKind, ProductScheme

    (_officer, by), (day, at) = _desks(), _ago(OPENED)
    with context.acting(by):
        pool = pools.found(
            name=POOL,
            account_number=ACCOUNT,
            virtual_prefix="88820",
            opened_on=day,
            by=by,
            at=at,
        )
        money = Funding(FundingKind.ALLOCATION, "Yayasan Cerita", 500_000_000, day)
        pools.fund(pool=pool, funding=money, by=by, at=at)
        draft = ProductDraft("zz-cerita", PRODUCT, ProductScheme.KPM_BANK_NTT, "test")
        return pools.offer(pool=pool, draft=draft, starts_on=day, by=by, at=at).terms.get()


def _late_loan(terms: Any) -> Any:
    """Lend to a woman who has been working since summer; her first instalment was due long ago."""
    from pulang.access import context
    from pulang.journey.actions import people as sharing
    from pulang.journey.models import Migration
    from pulang.journey.terms import Stage
    from pulang.law.terms import Component
    from pulang.lending.actions import contracts
    from pulang.lending.actions.contracts import Grant, Part
    from pulang.lending.terms import TrancheStep

    (officer, approver), (_day, at) = _desks(), _ago(SIGNED)
    migration = borrower.on_her_way(name=LATE_NAME)
    Migration.objects.filter(pk=migration.pk).update(stage=Stage.WORKING)
    bank = officer.organisation_id
    with context.acting(officer):
        sharing.share(person=migration.person, organisation_id=bank, by=officer, at=at)
    parts = [Part(TrancheStep.T4, Component.FAMILY_START, 12_000_000)]
    with context.acting(approver):
        loan = contracts.grant(grant=Grant(migration, terms, 10, parts), by=approver, at=at)
    with context.acting(officer):
        contracts.sign(loan=loan, by=officer, at=at)
        _pay_out(loan)
        begun, at = _ago(BEGUN)
        due, _at = _ago(FIRST_DUE)
        contracts.begin(loan=loan, starts_on=begun, first_due_on=due, by=officer, at=at)
    return loan


def _pay_out(loan: Any) -> None:
    """Pay the tranche out, past the desks: to arrange, never to act."""
    from pulang.lending.actions import contracts
    from pulang.lending.models import Payee, Tranche
    from pulang.lending.terms import PayeeKind, TrancheState

    (officer, approver), (day, at) = _desks(), _ago(PAID)
    prepared = {"prepared_at": at, "prepared_by": officer.membership_id}
    released = {"released_at": at, "released_by": approver.membership_id}
    payee = Payee.objects.create(
        bank_id=loan.bank_id,
        kind=PayeeKind.WORKER,
        person=loan.person,
        name=LATE_NAME,
        bank_code="BNTTIDJA",
        account_number="1000000001",
        added_at=at,
        added_by=officer.membership_id,
        allowed_at=at,
        allowed_by=approver.membership_id,
    )
    mine = Tranche.objects.filter(loan=loan)
    mine.update(state=TrancheState.PREPARED, payee=payee, evidence="test", **prepared)
    mine.update(state=TrancheState.RELEASED, **released)
    mine.update(state=TrancheState.SENT)
    contracts.paid_out(tranche=mine.get(), paid_on=day, by=officer, at=at)


def _ago(days: int) -> tuple[date, Any]:
    """Return a day so many days ago, and the moment of now on it."""
    from pulang.base.clock import now, today

    return today() - timedelta(days=days), now() - timedelta(days=days)


def _think(loan: str) -> None:
    from pulang.base.clock import now
    from pulang.lending.models import Loan

    Loan.objects.filter(public_id=loan).update(signed_at=now() - timedelta(days=2))


def _depart(loan: str) -> None:
    from pulang.base.clock import now
    from pulang.journey.models import Migration
    from pulang.journey.terms import Stage

    hers = Migration.objects.filter(loans__public_id=loan)
    hers.update(stage=Stage.DEPARTED, stage_since=now())


if __name__ == "__main__":
    import django

    django.setup()
    deeds: dict[str, Callable[..., Any]] = {"bring": _bring, "think": _think, "depart": _depart}
    sys.stdout.write(json.dumps(deeds[sys.argv[1]](*sys.argv[2:])))
