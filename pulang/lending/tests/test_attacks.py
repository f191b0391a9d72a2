"""Whoever knows the address of another's loan: each door shows nothing of it and changes nothing."""

from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from pulang.access import context
from pulang.access.guard import APP_ROLE
from pulang.access.terms import Actor, Role
from pulang.base.ids import new_ulid
from pulang.base.privacy import PROTECTED
from pulang.lending.actions import contracts, hardship, receipts
from pulang.lending.actions.hardship import Proposal
from pulang.lending.models import (
    Application,
    InsuranceClaim,
    Loan,
    LoanFlag,
    PaymentBatch,
    StatementLine,
)
from pulang.lending.terms import Hardship, RequestKind
from pulang.lending.tests import factories
from pulang.lending.tests.applying import AT, applied, make_her
from pulang.lending.tests.clients import client_of
from pulang.lending.tests.factories import Bank
from pulang.people.tests.factories import make_actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate", "above")]

NAME = "Maria Taneo"
PAID_ON, TODAY = date(2026, 2, 1), date(2026, 3, 3)
_WAIVER = Proposal(RequestKind.WAIVE, "hard times", Hardship.SICK, {"interest": 1, "penalty": 0})
_WHO: dict[str, Callable[[Bank], Actor]] = {
    "officer of another bank": lambda _bank: make_actor(Role.BANK_OFFICER, office="Bank Lain"),
    "approver of another bank": lambda _bank: make_actor(Role.BANK_APPROVER, office="Bank Lain"),
    "another worker": lambda bank: make_her(factories.make_borrower(bank, "Yuliana Seran")),
    "officer of her kabupaten": lambda _bank: make_actor(Role.KABUPATEN_OFFICER, area="5304"),
    "officer of the province": lambda _bank: make_actor(Role.PROVINCIAL_OFFICER, area="53"),
    "case worker": lambda _bank: make_actor(Role.CASE_WORKER, area="53"),
    "auditor": lambda _bank: make_actor(Role.AUDITOR, area="53"),
}
_SHUT = {403, 404, 405, 422}
"""Not allowed, nothing there, not that way, a sentence that says why not."""
_OPEN_TO_MORE = {"pool", "product", "form", "kind", "first", "last"}
"""What names no loan: sums and terms are read by more than the bank."""


@pytest.fixture
def application(above, bank, her, candidate) -> Application:
    """What she asked for on her phone."""
    return applied(her, bank, candidate)


@pytest.fixture
def hers(bank, maria, application) -> Loan:
    """A loan of which the first part was paid, the second is in a file, the third is planned."""
    made = factories.make_loan(bank, maria, amounts=(1_000_000, 5_000_000, 2_000_000))
    first, second, _third = made.tranches.order_by("step")
    for tranche in (first, second):
        factories.send(bank, tranche)
    with context.acting(bank.officer):
        contracts.paid_out(
            tranche=first, paid_on=PAID_ON, by=bank.officer, at=factories.at(PAID_ON)
        )
    return factories.begin(bank, made, on=PAID_ON, first_due_on=date(2026, 3, 1))


@pytest.fixture
def keys(bank, application, hers) -> dict[str, str]:
    """Return the identifier of everything that can be had of her, by the name in the address."""
    officer, sent = bank.officer, hers.tranches.get(step="T2")
    flag = LoanFlag.objects.create(
        application=application,
        code="informal_debt",
        raised_at=AT,
        raised_by=officer.membership_id,
    )
    batch = PaymentBatch.objects.create(
        public_id=new_ulid(),
        message_id="PULANG-1",
        pool=bank.pool,
        bank_id=bank.pool.bank_id,
        execute_on=PAID_ON,
        count=1,
        total=sent.amount,
        made_at=AT,
        made_by=officer.membership_id,
    )
    claim = InsuranceClaim.objects.create(
        loan=hers, asked=1_000, filed_at=AT, filed_by=officer.membership_id
    )
    with context.acting(officer):
        request = hardship.propose(loan=hers, proposal=_WAIVER, by=officer, at=factories.at(TODAY))
        table = (
            f"tgl;nama pengirim;no va;no ref;keterangan;jumlah;D/K\n02-03-2026;{NAME};;R2;;50;K\n"
        )
        receipts.take_in(pool=bank.pool, data=table.encode(), file_name="a.csv", by=officer, at=AT)
        line = StatementLine.objects.select_related("statement").get()
    return {
        "application": application.public_id,
        "migration": hers.migration.public_id,
        "flag": flag.public_id,
        "loan": hers.public_id,
        "tranche": hers.tranches.get(step="T3").public_id,
        "payee": sent.payee.public_id,
        "batch": batch.public_id,
        "statement": line.statement.public_id,
        "line": line.public_id,
        "proposal": request.public_id,
        "claim": claim.public_id,
        "pool": bank.pool.public_id,
        "product": bank.product.public_id,
        "form": "xml",
        "kind": "waive",
        "first": "1",
        "last": "29",
    }


@pytest.fixture
def strangers(bank) -> dict[str, Actor]:
    """Everybody whose business it is not."""
    return {name: make(bank) for name, make in _WHO.items()}


@pytest.fixture
def somebody(request, strangers) -> Client:
    """Open a browser of one of them."""
    return client_of(strangers[request.param])


def _doors(keys: dict[str, str]) -> Iterator[tuple[str, str, bool]]:
    """Yield each address of the package with her identifiers, and whether it names one of hers."""
    reverse("lending:pool")  # the addresses are loaded
    for pattern in import_module("pulang.lending.urls").urlpatterns:
        names = set(pattern.pattern.converters)
        address = reverse(f"lending:{pattern.name}", kwargs={name: keys[name] for name in names})
        yield str(pattern.name), address, bool(names - _OPEN_TO_MORE)


def _rows() -> dict[str, str]:
    """Return a digest of each table of the package, as the owner reads it."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        for model in apps.get_app_config("lending").get_models():
            table = model._meta.db_table
            cursor.execute(f"select md5(string_agg(t::text, '|' order by t::text)) from {table} t")
            found[table] = cursor.fetchone()[0]
        cursor.execute(f"set role {APP_ROLE}")
    return found


@pytest.mark.parametrize("somebody", _WHO, indirect=True)
def test_a_guessed_address_shows_nothing_and_changes_nothing(somebody, keys, hers) -> None:
    before, told = _rows(), []
    for name, address, is_hers in _doors(keys):
        for how in ("get", "post"):
            answer = getattr(somebody, how)(address)
            shown = answer.getvalue().decode("utf-8", "replace")
            if is_hers and answer.status_code not in _SHUT:
                told.append(f"{how} {name} is open: {answer.status_code}")
            told += [f"{how} {name} tells {one}" for one in (NAME, hers.number) if one in shown]

    assert told == []
    assert _rows() == before


@pytest.mark.parametrize("who", _WHO)
def test_the_database_itself_shows_no_row_of_hers(who, strangers, keys, hers) -> None:
    context.enter(strangers[who])

    seen = {
        model.__name__: model._default_manager.count()
        for model in apps.get_app_config("lending").get_models()
        if set(getattr(model, "Privacy").fields.values()) <= PROTECTED  # noqa: B009 - ours alone
    }

    assert len(seen) > 10
    assert {name: count for name, count in seen.items() if count} == {}
