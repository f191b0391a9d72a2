"""Configuration of abroad."""

from collections.abc import Mapping
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def _category(facts: Mapping[str, Any]) -> str:
    from pulang.abroad.terms import ComplaintCategory  # noqa: PLC0415 - translations are not loaded before this

    said = facts.get("category", "")
    return str(ComplaintCategory(said).label) if said in ComplaintCategory else ""


def _complaint_step(facts: Mapping[str, Any]) -> str:
    from pulang.abroad.terms import ComplaintState  # noqa: PLC0415 - as above

    said = facts.get("state", "")
    state = str(ComplaintState(said).label) if said in ComplaintState else ""
    return ": ".join(filter(None, (_category(facts), state)))


def _death_step(facts: Mapping[str, Any]) -> str:
    from pulang.abroad.terms import DeathStep  # noqa: PLC0415 - as above

    said = facts.get("step", "")
    return str(DeathStep(said).label) if said in DeathStep else ""


def _channel(facts: Mapping[str, Any]) -> str:
    from pulang.abroad.terms import ContactChannel  # noqa: PLC0415 - as above

    said = facts.get("channel", "")
    return str(ContactChannel(said).label) if said in ContactChannel else ""


def _register_complaints_and_deaths() -> None:
    """Hang up what complaints, deaths, remittances and contacts add to the other packages."""
    from pulang.abroad.queries import deaths, panels, silence, ways  # noqa: PLC0415 - models are not loaded before this
    from pulang.access.terms import Permission  # noqa: PLC0415 - as above
    from pulang.coordination.queries import kinds as tasks  # noqa: PLC0415 - as above
    from pulang.journey.queries import families, gates  # noqa: PLC0415 - as above
    from pulang.journey.queries import kinds as events  # noqa: PLC0415 - as above
    from pulang.journey.queries.panels import register  # noqa: PLC0415 - as above
    from pulang.journey.terms import Stage  # noqa: PLC0415 - as above
    from pulang.lending.queries import reaching  # noqa: PLC0415 - as above
    from pulang.ui import menu  # noqa: PLC0415 - as above

    reaching.register(ways=ways.ways, silence=silence.about)
    gates.register(deaths.told_before_deceased, targets={Stage.DECEASED})
    # A family learns of a death from a person: until then no machine asks, no page tells.
    silence.register(deaths.silent_about)
    families.register_guard(deaths.family_may_read)
    for code, title, icon, said in (
        ("abroad.complaint", gettext_lazy("Complaint"), "message-circle", _category),
        ("abroad.complaint_step", gettext_lazy("Complaint: next step"), "message-circle", _complaint_step),
        ("abroad.death", gettext_lazy("Deceased abroad"), "heart-handshake", None),
        ("abroad.death_step", gettext_lazy("The way home of the jenazah"), "heart-handshake", _death_step),
        ("abroad.family_contact", gettext_lazy("Contact with the family"), "users", _channel),
    ):  # fmt: skip
        events.register(code, title=title, icon=icon, sentence=said)
    for code, title, action, said in (
        ("abroad.complaint", gettext_lazy("A complaint from abroad"), gettext_lazy("Open it"), _category),
        ("abroad.complaint_of_a_victim", gettext_lazy("A worker may be in danger"), gettext_lazy("Open it"), None),
        ("abroad.death_step", gettext_lazy("A death abroad: next step"), gettext_lazy("Open it"), _death_step),
        ("abroad.death_doubt", gettext_lazy("Two messages of a death: are they about one person?"), gettext_lazy("Decide"), None),
        ("abroad.death_to_look_into", gettext_lazy("A death abroad has to be looked into"), gettext_lazy("Open it"), None),
    ):  # fmt: skip
        tasks.register(code, title=title, action=action, sentence=said)
    for panel in panels.PANELS:
        register(panel)
    menu.add(
        gettext_lazy("Complaints from abroad"),
        "abroad:complaints",
        permission=Permission.COMPLAINT_WRITE,
        icon="message-circle",
        order=36,
        group=menu.Group.ABROAD,
    )
    menu.add(
        gettext_lazy("Deaths abroad"),
        "abroad:deaths",
        permission=Permission.DEATH_WRITE,
        icon="heart-handshake",
        order=37,
        group=menu.Group.ABROAD,
    )
    menu.add(
        gettext_lazy("I have a complaint"),
        "abroad:my_complaint",
        permission=Permission.OWN_FILE,
        icon="message-circle",
        order=36,
        group=menu.Group.ABROAD,
    )
    menu.add(
        gettext_lazy("Money I send home"),
        "abroad:my_remittances",
        permission=Permission.OWN_FILE,
        icon="building-bank",
        order=38,
        group=menu.Group.ABROAD,
    )


def _load_missions(**_kwargs: Any) -> None:
    """Load the offices abroad when table and countries are there."""
    from django.db import connection  # noqa: PLC0415 - models are not loaded before this

    from pulang.abroad.actions import missions  # noqa: PLC0415 - as above

    if "abroad_mission" in connection.introspection.table_names():
        missions.load_known()


def _via(facts: Mapping[str, Any]) -> str:
    from pulang.abroad.terms import Via  # noqa: PLC0415 - translations are not loaded before this

    said = facts.get("via", "")
    return str(Via(said).label) if said in Via else ""


def _step(facts: Mapping[str, Any]) -> str:
    from pulang.abroad.terms import LadderStep  # noqa: PLC0415 - as above

    said = facts.get("step", 0)
    return str(LadderStep(said).label) if said in LadderStep else ""


def _terms_kind(facts: Mapping[str, Any]) -> str:
    from pulang.abroad.terms import TermsKind  # noqa: PLC0415 - as above

    said = facts.get("kind", "")
    return str(TermsKind(said).label) if said in TermsKind else ""


def _end_reason(facts: Mapping[str, Any]) -> str:
    from pulang.abroad.terms import EndReason  # noqa: PLC0415 - as above

    said = facts.get("reason", "")
    return str(EndReason(said).label) if said in EndReason else ""


def _unsure(facts: Mapping[str, Any]) -> str:
    return "" if facts.get("is_sure", True) else _("Her message could not be read with certainty.")


def _rank(facts: Mapping[str, Any]) -> str:
    from pulang.abroad.terms import ContactRank  # noqa: PLC0415 - as above

    said = facts.get("rank", 0)
    return str(ContactRank(said).label) if said in ContactRank else ""


def _return_day(facts: Mapping[str, Any]) -> str:
    return _("The contract ends, or she comes home, on %(day)s.") % {"day": facts.get("day", "–")}


def _register_placements_and_check_ins() -> None:
    """Hang up what placements and check-ins add to the other packages."""
    from pulang.abroad import texts  # noqa: PLC0415 - models are not loaded before this
    from pulang.abroad.actions import calling, listening  # noqa: PLC0415 - as above
    from pulang.abroad.queries import placements  # noqa: PLC0415 - as above
    from pulang.access.terms import Permission  # noqa: PLC0415 - as above
    from pulang.coordination.queries import kinds as tasks  # noqa: PLC0415 - as above
    from pulang.journey.queries import families  # noqa: PLC0415 - as above
    from pulang.journey.queries import kinds as events  # noqa: PLC0415 - as above
    from pulang.journey.queries.panels import register  # noqa: PLC0415 - as above
    from pulang.notices.queries import calls, inbound  # noqa: PLC0415 - as above
    from pulang.ui import menu  # noqa: PLC0415 - as above

    texts.register()
    inbound.register(listening.hear)
    calls.register(calling.make)
    register(placements.PANEL)
    families.register_last_contact(placements.last_contact)
    for code, title, icon, said in (
        ("abroad.contact", gettext_lazy("In contact"), "message-circle", _via),
        ("abroad.help", gettext_lazy("Asked for help"), "alert-circle", _via),
        ("abroad.no_answer", gettext_lazy("No answer yet"), "clock-exclamation", _step),
        ("abroad.called_in_vain", gettext_lazy("Called, not reached"), "phone", None),
        ("abroad.terms", gettext_lazy("Work abroad: new terms"), "briefcase", _terms_kind),
        ("abroad.ended", gettext_lazy("Work abroad ended"), "briefcase", _end_reason),
    ):  # fmt: skip
        events.register(code, title=title, icon=icon, sentence=said)
    for code, title, action, said in (
        ("abroad.help", gettext_lazy("She asks for help"), gettext_lazy("Answer her"), _unsure),
        ("abroad.call_her", gettext_lazy("She asks to be called"), gettext_lazy("Call her"), _unsure),
        ("abroad.call", gettext_lazy("Ask her on the phone how she is"), gettext_lazy("Call"), None),
        ("abroad.no_answer", gettext_lazy("No answer: try another way to reach her"), gettext_lazy("Open it"), _step),
        ("abroad.ask_family", gettext_lazy("No answer: ask the family in person"), gettext_lazy("Open it"), None),
        ("abroad.ask_mission", gettext_lazy("No answer: ask the representative office"), gettext_lazy("Open it"), None),
        ("abroad.is_she_missing", gettext_lazy("Nobody heard from her: decide"), gettext_lazy("Decide"), None),
        ("abroad.about_her", gettext_lazy("A contact wrote about her"), gettext_lazy("Open it"), _rank),
        ("abroad.unknown_help", gettext_lazy("An unknown number asks for help"), gettext_lazy("Open it"), None),
        ("abroad.plan_return", gettext_lazy("A return comes near: plan it with her"), gettext_lazy("Plan"), _return_day),
    ):  # fmt: skip
        tasks.register(code, title=title, action=action, sentence=said)
    menu.add(
        gettext_lazy("Workers abroad"),
        "abroad:workers",
        permission=Permission.ABROAD_WRITE,
        icon="world",
        order=34,
        group=menu.Group.ABROAD,
    )
    menu.add(
        gettext_lazy("How I am"),
        "abroad:me",
        permission=Permission.OWN_FILE,
        icon="mood-smile",
        order=34,
        exact=True,
        group=menu.Group.ABROAD,
    )


class AbroadConfig(AppConfig):
    """See README.md."""

    name = "pulang.abroad"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The database guards deaths after each migration; doors, words and tasks are hung up."""
        from pulang.abroad import deaths_database  # noqa: PLC0415 - models are not loaded before this

        post_migrate.connect(
            deaths_database.after_migrate, sender=self, dispatch_uid="abroad.deaths_database"
        )
        _register_complaints_and_deaths()
        post_migrate.connect(_load_missions, sender=self, dispatch_uid="abroad.missions")
        _register_placements_and_check_ins()
