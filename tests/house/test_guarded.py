"""What every table owes the people in it: a class for each field, a guard, a history."""

import re

import pytest
from django.apps import apps
from django.db import connection, models

from pulang.access.guard import OPERATIONS, kept, our_models
from pulang.base.privacy import PROTECTED, DataClass, class_of
from tests.house.source import CODE

OURS = [model for model in our_models() if not model._meta.auto_created]

OF_OFFICES = {"places.Duty.phone"}  # an office's telephone, on the public roster

# Tables that keep less than every operation of theirs, and why.
KEEP_LESS = {
    "access_auditentry": "append-only: it has no history but itself",
    "access_auditlink": "append-only: it has no history but itself",
    "access_grant": "written anew from access.terms at each migration",
    "access_historyentry": "it is the history",
    "people_person": "the first state of a person stands in her claims",
    "people_personname": "a claim's first state is the claim",
    "people_civilfact": "a claim's first state is the claim",
    "people_identitydocument": "a claim's first state is the claim",
    "people_contactpoint": "a claim's first state is the claim",
    "people_address": "a claim's first state is the claim",
}


def of(model: type[models.Model]) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", OURS, ids=of)
def test_every_field_is_in_a_data_class(model: type[models.Model]) -> None:
    fields = getattr(getattr(model, "Privacy", None), "fields", {})
    names = {field.name for field in model._meta.concrete_fields}

    assert "*" in fields or names - {"id"} <= fields.keys(), "class Privacy must name every field"
    assert all(isinstance(one, DataClass) for one in fields.values())
    assert fields.keys() - {"*"} <= names | {f.column for f in model._meta.concrete_fields}


@pytest.mark.parametrize("model", OURS, ids=of)
def test_a_field_that_names_a_person_is_no_directory(model: type[models.Model]) -> None:
    # A wildcard must not let a NIK or a name slip in among technical columns.
    personal = {"full_name", "nik", "born_on", "phone", "mother_name", "father_name", "spouse_name"}
    for field in model._meta.concrete_fields:
        if field.name in personal and f"{of(model)}.{field.name}" not in OF_OFFICES:
            assert class_of(model, field.name) in PROTECTED, f"{of(model)}.{field.name}"


@pytest.mark.django_db
def test_every_protected_table_has_row_level_security() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname, c.relrowsecurity, count(p.oid) from pg_class c"
            " left join pg_policy p on p.polrelid = c.oid"
            " where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace group by 1, 2"
        )
        found = {name: secure and policies >= 4 for name, secure, policies in cursor.fetchall()}
    for model in OURS:
        classes = {class_of(model, field.column) for field in model._meta.concrete_fields}
        if classes & PROTECTED:
            assert found[model._meta.db_table], f"{of(model)} holds {classes} without a policy"
            assert model.Reach.read.strip() != "true", f"{of(model)} can be read by everybody"


@pytest.mark.parametrize("model", OURS, ids=of)
def test_every_table_keeps_its_history_or_says_why_not(model: type[models.Model]) -> None:
    if set(kept(model)) == set(OPERATIONS) or model._meta.db_table in KEEP_LESS:
        return
    lines = _source(model).splitlines()
    at = [
        number for number, line in enumerate(lines) if re.search(r"\bkept = (\(|None|False)", line)
    ]

    assert at, of(model)
    said = all("#" in lines[number - 1] + lines[number] + lines[number + 1] for number in at)
    assert said, f"{of(model)}: say beside `kept` why it keeps less"


def _source(model: type[models.Model]) -> str:
    import inspect

    return inspect.getsource(model)


@pytest.mark.django_db
def test_the_triggers_stand_as_the_models_say() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname, array_agg(replace(t.tgname, 'pulang_history_', '')) from pg_trigger t"
            " join pg_class c on c.oid = t.tgrelid where t.tgname like 'pulang\\_history\\_%'"
            " and t.tgenabled <> 'D' group by 1"
        )
        standing = {name: set(operations) for name, operations in cursor.fetchall()}
    for model in OURS:
        assert standing.get(model._meta.db_table, set()) == set(kept(model)), of(model)


# Moments that a machine or the calendar makes, or that a field of another name answers for.
WITHOUT_BY = {
    "access.User.joined_at": "the day of the account; who made it stands in the trail",
    "access.AuditEntry.at": "the entry names membership and account",
    "access.EmergencyAccess.opened_at": "the membership opened it",
    "access.EmergencyAccess.closed_at": "only the membership itself closes",
    "access.Breach.discovered_at": "recorded_by answers for it",
    "access.Breach.began_at": "recorded_by answers for it",
    "access.Breach.ended_at": "recorded_by answers for it",
    "access.SubjectRequest.due_at": "reckoned from received_at",
    "people.Consent.stop_due_at": "reckoned from the withdrawal",
    "places.Duty.starts_at": "the roster's plan; created_by answers for it",
    "places.Duty.ends_at": "the roster's plan; created_by answers for it",
    "journey.Event.occurred_at": "recorded_by answers for it",
    "journey.FamilyLink.ends_at": "reckoned from made_at",
    "coordination.Task.due_at": "reckoned when it was opened; opened_by answers for it",
    "coordination.Referral.due_at": "asked for by the sender; sent_by answers for it",
    "abroad.Complaint.answer_due_at": "reckoned from the time limits",
    "abroad.Complaint.solution_due_at": "reckoned from the time limits",
    "abroad.DeathStepState.due_at": "reckoned from the time limits",
    "abroad.CheckIn.due_at": "reckoned from the schedule",
    "abroad.CheckIn.asked_at": "the clock asks",
    "abroad.CheckIn.next_step_at": "reckoned from the step before",
    "abroad.EscalationStep.reached_at": "the clock's step; acted_by answers for the deed",
    "abroad.Schedule.next_due_at": "reckoned by the clock",
    "abroad.Schedule.last_due_at": "reckoned by the clock",
    "abroad.Schedule.last_answer_at": "the check-in names who took the answer",
    "notices.Message.state_at": "the provider's report",
    "notices.InboundMessage.written_at": "the provider says when; received_by took it",
    "preparation.Session.starts_at": "the calendar's plan; created_by answers for it",
    "preparation.Session.ends_at": "the calendar's plan; created_by answers for it",
    "linkage.Source.created_at": "who described the source stands in the trail",
}
# Moments of a machine's work: an import, a run, a listing begins and ends by itself.
OF_MACHINES = {"started_at", "finished_at", "learned_at", "updated_at", "loaded_at", "counted_at"}


@pytest.mark.parametrize("model", OURS, ids=of)
def test_every_moment_says_by_whom(model: type[models.Model]) -> None:
    names = {field.name for field in model._meta.concrete_fields}
    for name in sorted(names):
        if not name.endswith("_at") or name in OF_MACHINES:
            continue
        label = f"{model._meta.label}.{name}"
        partner = f"{name.removesuffix('_at')}_by"
        assert partner in names or label in WITHOUT_BY, f"{label} without {partner}"


def test_the_lists_above_name_nothing_that_is_gone() -> None:
    labels = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
    }

    assert WITHOUT_BY.keys() <= labels
    assert KEEP_LESS.keys() <= {model._meta.db_table for model in OURS}


def test_no_query_of_ours_leaves_the_guard() -> None:
    # The guard's own session settings are written by access.context alone.
    for path in sorted(CODE.rglob("*.py")):
        if path.name in {"context.py", "guard.py"} or "tests" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        assert "pulang.membership" not in text, f"{path}: act by access.context"
