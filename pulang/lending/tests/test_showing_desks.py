"""What the bank's desks say: names behind terms, periods, reasons in words, pages side by side."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from pulang.access import context
from pulang.access.models import Membership
from pulang.access.terms import Actor, Role
from pulang.base.clock import today
from pulang.lending.actions import pools, receipts
from pulang.lending.actions.receipts import REASONS
from pulang.lending.models import BankStatement
from pulang.lending.queries import offers
from pulang.lending.queries import receipts as queries
from pulang.lending.templatetags.lending_applying import law
from pulang.lending.templatetags.lending_paying import account, period, reason
from pulang.lending.templatetags.lending_showing import days_late
from pulang.lending.tests import factories
from pulang.lending.tests.clients import client_of
from pulang.people.tests.factories import make_actor

TABLE = (
    "tgl;nama pengirim;no va;no ref;keterangan;jumlah;D/K\n"
    "03-03-2026;MARIA TANEO;;R1;;5163986;K\n"
    "17-03-2026;MARIA TANEO;;R2;;500000;K\n"
)


@pytest.fixture
def frans(bank) -> Actor:
    return make_actor(Role.PROVINCIAL_OFFICER)


@pytest.fixture
def taken(bank) -> BankStatement:
    """A statement in which nobody wrote from when until when it is."""
    with context.acting(bank.officer):
        done = receipts.take_in(
            pool=bank.pool,
            data=TABLE.encode(),
            file_name="maret.csv",
            by=bank.officer,
            at=factories.at(date(2026, 3, 20)),
        )
    BankStatement.objects.update(starts_on=None, ends_on=None)
    return done[0].statement


def test_each_version_of_the_terms_names_who_set_it_and_since_when(bank):
    begins = today() + timedelta(days=3)
    context.enter(bank.approver)
    pools.change_terms(
        product=bank.product,
        starts_on=begins,
        source="Keputusan 7",
        changes={"annual_rate": 500},
        by=bank.approver,
        at=factories.at(today()),
    )
    name = str(Membership.objects.select_related("user").get(pk=bank.approver.membership_id).user)

    offer = offers.offer_for(bank.product.public_id, on=today())
    page = client_of(bank.officer).get(reverse("lending:product", args=[bank.product.public_id]))

    assert [one.by for one in offer.versions] == [name, name]
    assert offer.versions[0].set_on == today()
    assert offer.versions[1].row == offer.terms
    told = page.content.decode()
    assert told.count(name) >= 2
    assert "will hold" in told
    assert "Keputusan 7" in told


def test_the_history_of_terms_costs_a_bounded_number_of_questions(
    bank, django_assert_max_num_queries
):
    client = client_of(bank.officer)

    with django_assert_max_num_queries(25):
        client.get(reverse("lending:product", args=[bank.product.public_id]))


def test_the_period_of_a_statement_is_that_of_its_lines(bank, taken):
    context.enter(bank.officer)

    found = queries.statement_for(bank.officer, taken.public_id)

    assert (found.first, found.last) == (date(2026, 3, 3), date(2026, 3, 17))
    told = client_of(bank.officer).get(reverse("lending:statements")).content.decode()
    assert "3–17 Mar 2026" in told


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (None, None, "–"),
        (date(2026, 3, 3), date(2026, 3, 3), "3 Mar 2026"),
        (date(2026, 3, 3), date(2026, 3, 17), "3–17 Mar 2026"),
        (date(2026, 2, 27), date(2026, 3, 2), "27 Feb 2026 – 2 Mar 2026"),
    ],
)
def test_a_period_is_said_shortly(first, last, said):
    assert period(first, last) == said


def test_no_reason_is_shown_as_a_code():
    assert all(reason(code) == said for code, said in REASONS.items())
    assert "no_account" not in reason("no_account")


def test_an_account_is_named_without_its_side():
    assert account("interest accrued, receivable (debit)") == "interest accrued, receivable"


def test_a_rule_is_named_without_the_registers_marks():
    assert law("MoU Malaysia 2022: employer [V S33 S34]") == "MoU Malaysia 2022: employer"
    assert law("handbook 5.2 [P]") == ""


def test_classes_of_days_are_said_in_words():
    assert days_late(0, 0) == "not late"
    assert days_late(1, 29) == "1–29 days"
    assert days_late(181, 10**6) == "more than 180 days"


@pytest.mark.parametrize(
    ("page", "beside"),
    [
        ("loans", {"arrears", "proposals"}),
        ("arrears", {"loans", "proposals"}),
        ("statements", {"suspense", "batches", "payees"}),
        ("payees", {"suspense", "batches", "statements"}),
        ("pool", {"simulate", "products", "reports", "days"}),
        ("days", {"pool", "reports"}),
    ],
)
def test_pages_of_a_desk_stand_side_by_side(bank, page, beside):
    told = client_of(bank.officer).get(reverse(f"lending:{page}")).content.decode()

    tabs = told.split('<ul class="tabs">', 1)[1].split("</ul>", 1)[0]
    assert all(f'href="{reverse(f"lending:{name}")}"' in tabs for name in beside)
    assert f'href="{reverse(f"lending:{page}")}" aria-current="page"' in tabs


def test_who_reads_sums_gets_no_door_to_single_loans(frans):
    told = client_of(frans).get(reverse("lending:pool")).content.decode()

    assert reverse("lending:simulate") in told
    assert reverse("lending:reports") not in told
    assert reverse("lending:days") not in told
    assert reverse("lending:loans") not in told


def test_the_banks_menu_has_four_doors_of_lending(bank):
    told = client_of(bank.officer).get(reverse("lending:payees")).content.decode()

    menu = told.split('<nav class="main-menu"', 1)[1].split("</nav>", 1)[0]
    assert menu.count('href="/lending/') == 4
    assert f'href="{reverse("lending:statements")}" aria-current="page"' in menu


@pytest.mark.parametrize("kind", ["stack", "flow"])
def test_a_phone_gets_a_narrower_drawing(bank, frans, kind):
    client = client_of(frans)
    address = reverse("lending:pool_plot", args=[kind])

    wide, narrow = client.get(address), client.get(address, {"narrow": "1"})

    assert _width(narrow.content.decode()) < _width(wide.content.decode())


def test_the_drawing_of_a_question_is_the_same_question_on_a_phone(bank, frans):
    client = client_of(frans)

    page = client.get(reverse("lending:simulate")).content.decode()
    plot = client.get(reverse("lending:simulated_plot"), {"narrow": "1"})

    assert f"{reverse('lending:simulated_plot')}?narrow=1" in page
    assert plot.status_code == 200
    assert _width(plot.content.decode()) < 390


def _width(drawing: str) -> float:
    return float(drawing.split('width="', 1)[1].split('"', 1)[0])
