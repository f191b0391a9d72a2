"""Creating persons and adding claims."""

from datetime import date

import pytest

from pulang.access import context
from pulang.access.models import AuditEntry
from pulang.access.terms import Role
from pulang.base.errors import NotAllowed, NotFound, WrongState
from pulang.people.actions import persons
from pulang.people.actions.persons import Draft
from pulang.people.models import CivilFact, IdentityDocument, Person, PersonName
from pulang.people.tests.factories import AT, make_actor, make_person


def test_each_value_said_of_maria_is_a_claim_with_its_source(as_malaka):
    maria = make_person(
        as_malaka, full_name="Maria  Bete Seran", sex="F", born_on=date(1985, 7, 5),
        birth_precision="day", nik="5304 0245 0785 0003", phone="+6281234567890",
        place_code="5321012009",
    )  # fmt: skip

    assert maria.full_name == "Maria Bete Seran"
    assert (maria.nik, maria.born_on) == ("5304024507850003", date(1985, 7, 5))
    assert maria.known_to == [as_malaka.organisation_id]
    claims = [*PersonName.objects.all(), *CivilFact.objects.all(), *IdentityDocument.objects.all()]
    assert {claim.source for claim in claims} == {"desk"}
    assert {claim.recorded_by for claim in claims} == {as_malaka.membership_id}


def test_a_person_is_legal_without_name_nik_and_birth_date(as_malaka):
    unknown = make_person(as_malaka, description="Perempuan ±20 th, dari Kodi", sex="F")

    assert (unknown.full_name, unknown.nik, unknown.born_on) == ("", "", None)
    assert Person.objects.get(pk=unknown.pk).description == "Perempuan ±20 th, dari Kodi"


def test_nothing_said_is_refused(as_malaka):
    with pytest.raises(persons.NothingKnown):
        make_person(as_malaka, sex="F")

    assert not Person.objects.exists()


def test_a_malformed_nik_is_refused_and_leaves_no_trace(as_malaka):
    with pytest.raises(persons.NikMalformed):
        make_person(as_malaka, full_name="Maria", nik="53040245078500")

    assert not Person.objects.exists()
    assert not PersonName.objects.exists()


def test_a_correction_is_a_new_claim_and_the_old_one_stays(as_malaka):
    maria = make_person(as_malaka, full_name="Maria Seran", born_on=date(1985, 7, 1))

    count = persons.add_claims(
        person=maria, draft=Draft(full_name="Maria Bete Seran", born_on=date(1985, 3, 12)),
        by=as_malaka, at=AT.replace(hour=5),
    )  # fmt: skip

    maria.refresh_from_db()
    assert count == 2
    assert (maria.full_name, maria.born_on) == ("Maria Bete Seran", date(1985, 3, 12))
    assert set(PersonName.objects.values_list("full_name", flat=True)) == {
        "Maria Seran",
        "Maria Bete Seran",
    }


def test_the_same_form_sent_twice_changes_nothing(as_malaka):
    said = {"full_name": "Maria Seran", "mother_name": "Agnes Bete", "phone": "+6281234567890"}
    maria = make_person(as_malaka, **said)

    assert persons.add_claims(person=maria, draft=Draft(**said), by=as_malaka, at=AT) == 0


def test_a_withdrawn_claim_gives_way_to_the_one_before(as_malaka):
    maria = make_person(as_malaka, full_name="Maria Seran")
    persons.add_claims(
        person=maria, draft=Draft(full_name="Marta Seran"), by=as_malaka, at=AT.replace(hour=5)
    )
    wrong = PersonName.objects.get(full_name="Marta Seran")

    persons.withdraw_claim(person=maria, kind="name", key=wrong.pk, by=as_malaka, at=AT)

    maria.refresh_from_db()
    wrong.refresh_from_db()
    assert maria.full_name == "Maria Seran"
    assert wrong.withdrawn_at == AT


def test_what_a_list_says_cannot_be_withdrawn_at_the_desk(as_malaka):
    maria = persons.create(
        draft=Draft(full_name="Maria Seran"), by=as_malaka, at=AT, source="blk-2026"
    )
    claim = PersonName.objects.get()

    with pytest.raises(WrongState):
        persons.withdraw_claim(person=maria, kind="name", key=claim.pk, by=as_malaka, at=AT)


def test_a_passport_number_is_sealed_and_reading_it_is_recorded(as_steward):
    maria = make_person(
        as_steward, full_name="Maria", document_kind="passport", document_number="B1234567"
    )
    document = IdentityDocument.objects.get()

    number = persons.reveal_document(person=maria, key=document.pk, by=as_steward, at=AT)

    assert "B1234567" not in document.sealed_number
    assert document.number == ""
    assert number == "B1234567"


@pytest.fixture
def auditor(_places):
    return make_actor(Role.AUDITOR)


def test_the_auditor_sees_that_a_number_was_read(as_steward, auditor):
    maria = make_person(
        as_steward, full_name="Maria", document_kind="passport", document_number="B1234567"
    )
    persons.reveal_document(
        person=maria, key=IdentityDocument.objects.get().pk, by=as_steward, at=AT
    )

    with context.acting(auditor):
        entry = AuditEntry.objects.get(event="document.read")

    assert (entry.subject_id, entry.facts) == (maria.public_id, {"kind": "passport"})
    assert "B1234567" not in str(entry.__dict__)


@pytest.fixture
def checkpoint(_places):
    return make_actor(Role.CHECKPOINT_OFFICER)


def test_a_checkpoint_officer_may_not_create(checkpoint):
    with context.acting(checkpoint), pytest.raises(NotAllowed):
        make_person(checkpoint, full_name="Maria")


@pytest.fixture
def maria_of_belu(belu):
    with context.acting(belu):
        return make_person(belu, full_name="Maria Bria", place_code="5304022005")


def test_an_officer_of_malaka_cannot_change_a_person_of_belu(maria_of_belu, as_malaka):
    with pytest.raises(NotFound):
        persons.add_claims(person=maria_of_belu, draft=Draft(full_name="X"), by=as_malaka, at=AT)


def test_the_village_officer_sees_no_passport_that_somebody_else_entered(malaka, pak_yos):
    with context.acting(malaka):
        make_person(
            malaka, full_name="Maria", place_code="5321012009",
            nik="5304024507850003", document_kind="passport", document_number="B1234567",
        )  # fmt: skip
    with context.acting(pak_yos):
        kinds = list(IdentityDocument.objects.values_list("kind", flat=True))

    assert kinds == ["nik"]
