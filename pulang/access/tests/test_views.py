"""The pages of accounts, the trail, emergencies and the privacy desk."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from pulang.access import context, queries
from pulang.access.models import (
    AuditEntry,
    Breach,
    EmergencyAccess,
    Membership,
    Organisation,
    SubjectRequest,
    User,
)
from pulang.access.terms import Role
from pulang.access.tests import factories
from pulang.people.models import Person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, tzinfo=UTC)
REASON = "She called from the airport and is threatened."


@pytest.fixture
def administrator() -> Membership:
    return factories.membership(Role.ADMINISTRATOR)


@pytest.fixture
def auditor() -> Membership:
    return factories.membership(Role.AUDITOR)


@pytest.fixture
def adi() -> Membership:
    return factories.membership(Role.CASE_WORKER)


@pytest.fixture
def rosa() -> Membership:
    return factories.membership(Role.BANK_OFFICER)


@pytest.fixture
def maria() -> Person:
    return Person.objects.create(
        full_name="Maria Taneo",
        nik="5304016005990001",
        place_code="5304",
        created_at=AT,
        updated_at=AT,
    )


def as_(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"access:{name}", args=args)


# --- accounts and organisations ---


def test_an_administrator_invites_and_gives_a_role(
    administrator: Membership, rosa: Membership
) -> None:
    client = as_(administrator)

    page = client.post(url("invite"), {"email": "Ina@Example.org", "name": "Suster Ina"})

    with context.acting(queries.actor_of_membership(administrator.pk)):
        ina = User.objects.get(email="ina@example.org")
    assert not ina.has_usable_password()
    response = client.post(
        url("grant", ina.public_id),
        {"role": "field_volunteer", "organisation": rosa.organisation.public_id, "area": "5304"},
    )
    assert response.status_code == 302
    assert Membership.objects.get(user=ina).granted_by_id == administrator.user_id
    # the way in works once, for her alone
    way_in = page.context["address"].removeprefix("http://testserver")
    hers = Client()
    step = hers.get(way_in, follow=True)
    new = "lontar-tua-di-savu-88"
    hers.post(step.redirect_chain[-1][0], {"password1": new, "password2": new})
    ina.refresh_from_db()
    assert ina.check_password(new)


def test_the_same_address_twice_is_refused(administrator: Membership, rosa: Membership) -> None:
    response = as_(administrator).post(url("invite"), {"email": rosa.user.email, "name": "X"})

    assert response.status_code == 422


def test_an_administrator_gives_herself_nothing(administrator: Membership) -> None:
    response = as_(administrator).post(
        url("grant", administrator.user.public_id),
        {
            "role": "data_steward",
            "organisation": administrator.organisation.public_id,
            "area": "53",
        },
    )

    assert response.status_code == 422
    assert Membership.objects.filter(user=administrator.user).count() == 1


def test_the_last_administrator_stays(administrator: Membership) -> None:
    response = as_(administrator).post(url("end", administrator.public_id))

    assert response.status_code == 422
    administrator.refresh_from_db()
    assert administrator.ended_at is None


def test_an_ended_role_opens_nothing(administrator: Membership, rosa: Membership) -> None:
    hers = as_(rosa)
    assert hers.get(url("me")).status_code == 200

    as_(administrator).post(url("end", rosa.public_id))

    assert hers.get(url("me")).status_code == 403


def test_a_closed_account_is_signed_out(administrator: Membership, rosa: Membership) -> None:
    hers = as_(rosa)

    as_(administrator).post(url("active", rosa.user.public_id))

    assert hers.get(url("me")).status_code == 302


def test_an_organisation_keeps_its_old_name(administrator: Membership, rosa: Membership) -> None:
    office = rosa.organisation
    old = office.name

    as_(administrator).post(
        url("rename", office.public_id), {"name": "Bank Baru", "on": "2026-01-01"}
    )

    office.refresh_from_db()
    assert office.name == "Bank Baru"
    assert office.names.get().name == old
    with context.acting(queries.actor_of_membership(administrator.pk)):
        found = queries.members.organisations(
            queries.actor_of_membership(administrator.pk), text=old
        )
        assert office in found


def test_an_organisation_with_members_is_not_closed(
    administrator: Membership, rosa: Membership
) -> None:
    response = as_(administrator).post(url("close", rosa.organisation.public_id))

    assert response.status_code == 422
    assert Organisation.objects.get(pk=rosa.organisation_id).is_active


@pytest.fixture
def second_role(rosa: Membership) -> Membership:
    return Membership.objects.create(
        user=rosa.user, organisation=rosa.organisation, role=Role.BANK_APPROVER, area="53"
    )


def test_a_member_switches_between_her_own_roles_only(
    rosa: Membership, second_role: Membership, adi: Membership
) -> None:
    client = as_(rosa)

    assert client.post(url("switch"), {"membership": second_role.public_id}).status_code == 302
    assert client.get(url("me")).context["actor"].role == Role.BANK_APPROVER
    assert client.post(url("switch"), {"membership": adi.public_id}).status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "organisations",
        "organisation_new",
        "members",
        "invite",
        "trail",
        "chain",
        "openings",
        "history",
        "desk",
        "desk_new",
        "breaches",
        "breach_new",
        "processing",
        "emergency_open",
    ],
)
def test_a_bank_officer_finds_these_doors_shut(rosa: Membership, name: str) -> None:
    assert as_(rosa).get(url(name)).status_code == 403


@pytest.mark.parametrize(
    "name", ["organisations", "organisation_new", "members", "invite", "me", "rights"]
)
def test_an_administrator_finds_these_doors_open(administrator: Membership, name: str) -> None:
    assert as_(administrator).get(url(name)).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "trail",
        "trail_export",
        "chain",
        "openings",
        "history",
        "emergencies",
        "desk",
        "desk_new",
        "breaches",
        "breach_new",
        "processing",
        "me",
        "rights",
    ],
)
def test_an_auditor_finds_these_doors_open(auditor: Membership, name: str) -> None:
    assert as_(auditor).get(url(name)).status_code == 200


def test_details_open(administrator: Membership, rosa: Membership) -> None:
    client = as_(administrator)

    assert client.get(url("member", rosa.user.public_id)).status_code == 200
    assert client.get(url("organisation", rosa.organisation.public_id)).status_code == 200


# --- emergencies ---


def _open(adi: Membership, number: str):
    return as_(adi).post(url("emergency_open"), {"number": number, "reason": REASON})


def test_a_file_opens_by_its_number_for_an_hour(adi: Membership, maria: Person) -> None:
    response = _open(adi, maria.public_id)

    assert response.status_code == 302
    with context.acting(queries.actor_of_membership(adi.pk)):
        assert Person.objects.get().full_name == "Maria Taneo"
        opening = EmergencyAccess.objects.get()
    assert opening.until - opening.opened_at == timedelta(minutes=60)


def test_the_auditors_are_told_and_review_it(
    adi: Membership, auditor: Membership, maria: Person, mailoutbox: list
) -> None:
    from pulang.access.tasks import tell_auditors

    _open(adi, maria.public_id)
    with context.acting(queries.actor_of_membership(adi.pk)):
        opening = EmergencyAccess.objects.get()

    tell_auditors(emergency=opening.public_id)

    assert [mail.to for mail in mailoutbox] == [[auditor.user.email]]
    assert "Maria" not in mailoutbox[0].body + mailoutbox[0].subject
    client = as_(auditor)
    assert client.get(url("emergency", opening.public_id)).status_code == 200
    client.post(url("emergency", opening.public_id), {"finding": "justified", "note": "ok"})
    with context.acting(queries.actor_of_membership(auditor.pk)):
        opening.refresh_from_db()
    assert opening.reviewed_by_id == auditor.user_id


def test_an_open_file_is_told_on_every_page(adi: Membership, maria: Person) -> None:
    _open(adi, maria.public_id)

    page = as_(adi).get(url("me"))

    assert list(page.context["open_emergencies"])


def test_a_closed_file_is_closed(adi: Membership, maria: Person) -> None:
    _open(adi, maria.public_id)
    with context.acting(queries.actor_of_membership(adi.pk)):
        opening = EmergencyAccess.objects.get()

    as_(adi).post(url("emergency_close", opening.public_id))

    with context.acting(queries.actor_of_membership(adi.pk)):
        assert not Person.objects.exists()


def test_a_short_reason_opens_nothing(adi: Membership, maria: Person) -> None:
    response = as_(adi).post(url("emergency_open"), {"number": maria.public_id, "reason": "urgent"})

    assert response.status_code == 422


def test_a_sixth_file_a_day_is_refused(adi: Membership, maria: Person) -> None:
    for _ in range(5):
        assert _open(adi, maria.public_id).status_code == 302

    assert _open(adi, maria.public_id).status_code == 422


# --- the privacy desk ---

ASKED = {
    "kind": "access",
    "requester": "herself",
    "proof": "ktp",
    "channel": "in_person",
    "account": "What do you keep?",
}


def test_a_request_is_due_after_three_days_and_nights(auditor: Membership) -> None:
    client = as_(auditor)

    response = client.post(url("desk_new"), ASKED)

    assert response.status_code == 302
    with context.acting(queries.actor_of_membership(auditor.pk)):
        asked = SubjectRequest.objects.get()
    assert asked.due_at - asked.received_at == timedelta(hours=72)
    assert client.get(response.url).status_code == 200
    refused = client.post(response.url, {"outcome": "refused", "ground": ""})
    assert refused.status_code == 422
    assert client.post(response.url, {"outcome": "done", "ground": ""}).status_code == 302


def test_no_answer_goes_to_a_shared_phone(auditor: Membership) -> None:
    response = as_(auditor).post(url("desk_new"), ASKED | {"channel": "phone"})

    assert response.status_code == 422
    with context.acting(queries.actor_of_membership(auditor.pk)):
        assert not SubjectRequest.objects.exists()


def test_an_answer_goes_to_a_phone_that_is_hers_alone(auditor: Membership) -> None:
    given = ASKED | {"channel": "phone", "phone_is_hers_alone": "on"}

    assert as_(auditor).post(url("desk_new"), given).status_code == 302


def _breach(auditor: Membership, **more: object):
    local = datetime.now(tz=UTC) - timedelta(hours=1)
    given = {
        "kind": "seen",
        "discovered_at": local.strftime("%Y-%m-%dT%H:%M"),
        "classes": ["D2", "D3"],
        "what_happened": "A list was sent to the wrong office.",
    }
    return as_(auditor).post(url("breach_new"), given | more)


def test_a_breach_has_its_letters_and_its_clock(auditor: Membership) -> None:
    response = _breach(auditor)
    client = as_(auditor)

    assert response.status_code == 302, response.context["form"].errors
    with context.acting(queries.actor_of_membership(auditor.pk)):
        breach = Breach.objects.get()
    assert breach.due_at - breach.discovered_at == timedelta(hours=72)
    assert client.get(response.url).status_code == 200
    told = client.post(url("breach_told", breach.public_id), {"whom": "authority"})
    assert told.status_code == 422  # a letter without handling says nothing
    client.post(response.url, {"handling": "The file was recalled and deleted."})
    for whom in ("authority", "person"):
        letter = client.get(url("breach_letter", breach.public_id, whom))
        assert "The file was recalled" in letter.content.decode()
    for whom in ("authority", "subjects"):
        assert client.post(url("breach_told", breach.public_id), {"whom": whom}).status_code == 302
    with context.acting(queries.actor_of_membership(auditor.pk)):
        breach.refresh_from_db()
    assert not breach.is_open


def test_a_discovery_in_the_future_is_refused(auditor: Membership) -> None:
    assert _breach(auditor, discovered_at="2099-01-01T00:00").status_code == 422


def test_the_breach_says_whom_it_concerns(
    auditor: Membership, adi: Membership, maria: Person
) -> None:
    _open(adi, maria.public_id)
    response = _breach(auditor, account=adi.user.email, discovered_at="2026-01-01T00:00")

    page = as_(auditor).get(response.url)

    assert [row[1] for row in page.context["affected"].opened] == [maria.public_id]


# --- the trail ---


def test_the_history_shows_protected_values_only_for_a_reason(
    auditor: Membership, changed: None
) -> None:
    client = as_(auditor)

    masked = client.get(url("history"), {"table": "people_person"}).content.decode()
    shown = client.get(
        url("history"), {"table": "people_person", "reason": "complaint 12 of a worker"}
    ).content.decode()

    assert "Maria Changed" not in masked
    assert "Maria Changed" in shown
    with context.acting(queries.actor_of_membership(auditor.pk)):
        entry = AuditEntry.objects.get(event="history.opened")
    assert entry.facts["reason"] == "complaint 12 of a worker"
    assert "D2" in entry.facts["classes"]


@pytest.fixture
def changed(maria: Person) -> None:
    Person.objects.filter(pk=maria.pk).update(full_name="Maria Changed")


def test_an_export_of_the_trail_has_no_live_formula(auditor: Membership, adi: Membership) -> None:
    text = as_(auditor).get(url("trail_export")).content.decode("utf-8-sig")

    assert not any(line.startswith(("=", "+", "-", "@")) for line in text.splitlines())


def test_the_register_names_every_table_and_finds_it_guarded(auditor: Membership) -> None:
    page = as_(auditor).get(url("processing"))

    assert page.context["register"].unguarded == ()
    assert "people_person" in page.content.decode()
