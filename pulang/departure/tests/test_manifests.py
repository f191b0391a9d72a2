"""A passenger list is held against the passes of its day, and its passengers are forgotten."""

import io
import zipfile
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.base.errors import NotAllowed, NotFound, Refused
from pulang.base.spreadsheet import write_xlsx
from pulang.departure.actions import clearances, manifests
from pulang.departure.models import Manifest, ManifestLine
from pulang.departure.queries import manifests as queries
from pulang.departure.rules import manifests as rules
from pulang.departure.rules.manifests import Fault, Finding, Holder, Passenger
from pulang.departure.tests.factories import AT, TODAY, lorens_say, make_agreement
from pulang.people.actions import persons
from pulang.people.actions.persons import Draft

LEAVES = TODAY + timedelta(days=2)
LIST = (
    b"MANIFES KM BUKIT SIGUNTANG\n;;;\nNo;Nama Penumpang;No. Paspor;Kursi\n"
    b"1;TANEO/MARIA MRS;C 9900001;12A\n2;IMELDA BERE;C9900002;12B\n"
    b"3;BUDI SANTOSO;5371010101900001;12C\n4;;;\n5;;X1;9\n"
)


def read(text: str) -> list[rules.Row]:
    return rules.read(text.encode())[0]


def fault_of(data: bytes) -> Fault:
    with pytest.raises(rules.Unreadable) as refused:
        rules.read(data)
    return refused.value.fault


# --- reading ---


def test_a_list_is_read_below_its_title_whatever_its_columns_are_called():
    rows, skipped = rules.read(LIST)

    assert [row.name for row in rows] == ["TANEO/MARIA MRS", "IMELDA BERE", "BUDI SANTOSO"]
    assert [(row.nik, row.number) for row in rows] == [
        ("", "C9900001"), ("", "C9900002"), ("5371010101900001", "")
    ]  # fmt: skip
    assert skipped == 2


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_will_do(delimiter):
    assert read(f"Seat{delimiter}Name\n1A{delimiter}Maria\n") == [rules.Row("Maria", "", "", "1A")]


def test_a_workbook_is_read_too():
    file = io.BytesIO()
    write_xlsx(file, ["Nama", "NIK"], [["Maria Taneo", "5304015203980001"]], title="x")

    assert rules.read(file.getvalue())[0] == [rules.Row("Maria Taneo", "5304015203980001", "", "")]


def test_what_is_no_list_says_why():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (rules.MOST_UNPACKED + 1))

    assert fault_of(b" \n") == Fault.EMPTY
    assert fault_of(b"Nama\n") == Fault.EMPTY
    assert fault_of(b"a;b\n1;2\n") == Fault.NO_NAMES
    assert fault_of(b"PK\x03\x04nothing") == Fault.UNREADABLE
    assert fault_of(b"%PDF\0\0") == Fault.UNREADABLE
    assert fault_of(b"x" * (rules.MOST_BYTES + 1)) == Fault.TOO_LARGE
    assert fault_of(bomb.getvalue()) == Fault.TOO_LARGE
    assert fault_of(b"Nama\n" + b"Maria\n" * (rules.MOST_ROWS + 1)) == Fault.TOO_MANY


@given(st.binary(max_size=400))
def test_no_file_is_a_surprise(data):
    try:
        rows, _skipped = rules.read(data)
    except rules.Unreadable:
        return
    assert all(row.name for row in rows)


@given(st.permutations(["maria", "yasinta", "taneo"]), st.sampled_from(["", " MRS", " Ny.", "/"]))
def test_a_carrier_may_turn_a_name_around(words, title):
    assert rules.name_key(" ".join(words).upper() + title) == "maria taneo yasinta"


# --- comparing ---

people = st.integers(1, 8)
passengers = st.lists(
    st.builds(
        lambda key, persons: (key, frozenset(persons)),
        st.sampled_from("abcd"),
        st.lists(people, max_size=2),
    ),
    max_size=8,
).map(lambda rows: [Passenger(at, key, persons) for at, (key, persons) in enumerate(rows)])
holders = st.lists(
    st.builds(Holder, people, st.sampled_from("abcd")), max_size=6, unique_by=lambda one: one.person
)


@given(passengers, holders, st.sets(people), st.sets(people), st.randoms())
def test_the_order_of_a_list_says_nothing_and_nobody_is_counted_twice(
    rows, held, other, going, dice
):
    ask = {"with_other_pass": other, "preparing": going}
    first = rules.compare(rows, holders=held, **ask)
    dice.shuffle(rows)
    dice.shuffle(held)
    again = rules.compare(rows, holders=held, **ask)

    assert first.findings == again.findings
    assert set(first.absent) == set(again.absent)
    assert first.findings.keys() == {one.position for one in rows}
    of_day = {one.person for one in held}
    for one in rows:
        assert (first.findings[one.position] == Finding.WITH_PASS) == bool(one.persons & of_day)
    by_name = [one for one in first.findings.values() if one == Finding.BY_NAME]
    met = {person for one in rows for person in one.persons & of_day}
    assert len(held) == len(first.absent) + len(met) + len(by_name)


def test_a_name_that_two_bear_proves_nothing():
    two = [Holder(1, "maria"), Holder(2, "maria")]

    found = rules.compare(
        [Passenger(1, "maria", frozenset())], holders=two, with_other_pass=(), preparing=()
    )

    assert found.findings == {1: Finding.UNKNOWN}
    assert len(found.absent) == 2


# --- in the registry ---


@pytest.fixture
def cleared(maria, imelda, order, belu):
    for migration, number in ((maria, "C9900001"), (imelda, "C9900002")):
        persons.add_claims(
            person=migration.person,
            draft=Draft(document_kind="passport", document_number=number),
            by=belu,
            at=AT,
        )
    make_agreement(belu, maria, order)
    clearances.grant(migration=maria, exit_point=lorens_say(), departs_on=LEAVES, by=belu, at=AT)
    return maria


def take_in(by, data=LIST, **given):
    return manifests.take_in(
        **{
            "exit_point": lorens_say(), "carrier": "ship", "voyage": "km  bukit siguntang",
            "departs_on": LEAVES, "data": data, "by": by, "at": AT,
        }
        | given
    )  # fmt: skip


@pytest.mark.django_db
def test_who_travels_without_a_pass_is_seen_and_nobody_elses_file_opens(cleared, maumere):
    context.enter(maumere)

    found = queries.compared(take_in(maumere))

    assert [one.finding for one in found.lines] == [
        Finding.WITH_PASS, Finding.NOT_CLEARED, Finding.UNKNOWN
    ]  # fmt: skip
    assert [one.line.full_name for one in found.to_ask] == ["IMELDA BERE"]
    assert not found.absent


@pytest.mark.django_db
def test_a_pass_for_another_day_and_one_who_is_not_on_the_list_are_told(cleared, maumere):
    context.enter(maumere)

    late = queries.compared(take_in(maumere, departs_on=LEAVES + timedelta(days=30)))
    without = queries.compared(take_in(maumere, b"Nama\nBudi Santoso\n"))

    assert late.lines[0].finding == Finding.OTHER_PASS
    assert [one.name for one in without.absent] == ["Maria Taneo"]


@pytest.mark.django_db
def test_a_name_alone_is_to_be_compared(cleared, maumere):
    context.enter(maumere)

    found = queries.compared(take_in(maumere, b"Nama\nTaneo Maria\n"))

    assert [one.finding for one in found.lines] == [Finding.BY_NAME]
    assert not found.absent


@pytest.mark.django_db
def test_the_same_file_twice_is_one_list(maumere):
    context.enter(maumere)

    assert take_in(maumere) == take_in(maumere)
    assert ManifestLine.objects.count() == 3
    assert ManifestLine.objects.get(position=1).number_end == "001"


@pytest.fixture
def el_tari(_places):
    from pulang.access.terms import OrganisationKind, Role
    from pulang.people.tests.factories import make_actor

    return make_actor(
        Role.CHECKPOINT_OFFICER,
        area="5371",
        office="Kantor Imigrasi Kupang",
        kind=OrganisationKind.CHECKPOINT,
    )


@pytest.mark.django_db
def test_another_office_and_another_role_see_no_list(maumere, el_tari, belu):
    with context.acting(maumere):
        made = take_in(maumere)

    for other in (el_tari, belu):
        with context.acting(other):
            assert not ManifestLine.objects.exists()
            with pytest.raises(NotFound):
                queries.manifest_for(other, made.public_id)
    with context.acting(belu), pytest.raises(NotAllowed):
        take_in(belu)


@pytest.mark.django_db
def test_passengers_are_forgotten_after_thirty_days_and_before_that_by_hand(maumere):
    context.enter(maumere)
    old = take_in(maumere)
    new = take_in(maumere, departs_on=LEAVES + timedelta(days=9))
    service = service_actor()

    with context.acting(service):
        night = AT + timedelta(days=2 + manifests.KEPT_DAYS + 1)
        assert manifests.forget_old(by=service, at=night) == 1
        assert manifests.forget_old(by=service, at=night) == 0

    assert set(ManifestLine.objects.values_list("manifest_id", flat=True)) == {new.pk}
    assert Manifest.objects.get(pk=old.pk).forgotten_by == service.membership_id
    manifests.forget(manifest=new, by=maumere, at=AT)
    assert not ManifestLine.objects.exists()
    with pytest.raises(Refused):
        manifests.forget(manifest=new, by=maumere, at=AT)


# --- pages ---


@pytest.fixture
def at_the_port(client, maumere):
    from pulang.access.models import User

    client.force_login(User.objects.get(pk=maumere.user_id))
    return client


@pytest.mark.django_db
def test_the_page_takes_a_list_in_compares_and_sends_it(cleared, at_the_port):
    file = io.BytesIO(LIST)
    file.name = "manifes.csv"
    said = {
        "exit_point": lorens_say().pk, "carrier": "ship", "voyage": "KM Bukit Siguntang",
        "departs_on": f"{LEAVES:%Y-%m-%d}", "file": file,
    }  # fmt: skip

    answer = at_the_port.post("/departure/manifests/", said)
    page = at_the_port.get(answer["Location"])
    sent = at_the_port.get(answer["Location"] + "compared.csv").content.decode()

    assert "IMELDA BERE" in page.content.decode()
    assert "C9900002" not in page.content.decode()
    assert sent.count("\r\n") == 4
    book = load_workbook(io.BytesIO(at_the_port.get(answer["Location"] + "compared.xlsx").content))
    assert book.active is not None
    assert [row[0].value for row in book.active.rows][1:] == [
        line.split(",")[0] for line in sent.splitlines()[1:]
    ]
    assert at_the_port.post(answer["Location"] + "forget/").status_code == 302
    assert "IMELDA BERE" not in at_the_port.get(answer["Location"]).content.decode()


@pytest.mark.django_db
def test_a_file_that_is_no_list_is_refused_with_a_reason(at_the_port):
    file = io.BytesIO(b"a;b\n1;2\n")
    file.name = "x.csv"
    said = {
        "exit_point": lorens_say().pk, "carrier": "ship", "voyage": "KM", "file": file,
        "departs_on": f"{LEAVES:%Y-%m-%d}",
    }  # fmt: skip

    answer = at_the_port.post("/departure/manifests/", said)

    assert answer.status_code == 422
    assert "Nama" in answer.content.decode()
