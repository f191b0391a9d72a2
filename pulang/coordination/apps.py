"""Configuration of coordination."""

from collections.abc import Mapping
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def _service(facts: Mapping[str, Any]) -> str:
    from pulang.coordination.terms import Service  # noqa: PLC0415 - not ready before this

    service = facts.get("service", "")
    return str(Service(service).label) if service in Service else ""


def _from(facts: Mapping[str, Any]) -> str:
    return _("%(service)s, sent by %(office)s") % {
        "service": _service(facts),
        "office": facts.get("from", ""),
    }


def _came_back(facts: Mapping[str, Any]) -> str:
    from pulang.coordination.terms import ReferralState  # noqa: PLC0415 - not ready before this

    state = facts.get("state", "")
    word = str(ReferralState(state).label) if state in ReferralState else ""
    return _("%(service)s: %(state)s. Find another office, or talk to this one.") % {
        "service": _service(facts),
        "state": word,
    }


def _late(facts: Mapping[str, Any]) -> str:
    return _("%(service)s, from %(sender)s to %(receiver)s: %(days)d days late.") % {
        "service": _service(facts),
        "sender": facts.get("from", ""),
        "receiver": facts.get("to", ""),
        "days": facts.get("days", 0),
    }


def _two_files(facts: Mapping[str, Any]) -> str:
    from pulang.journey.terms import Stage  # noqa: PLC0415 - not ready before this

    return " · ".join(str(Stage(one).label) for one in facts.get("stages", []) if one in Stage)


class CoordinationConfig(AppConfig):
    """See README.md."""

    name = "pulang.coordination"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The ways from desk to desk are installed; tasks and entries get their words."""
        from pulang.coordination import database  # noqa: PLC0415 - models are not loaded before

        post_migrate.connect(
            database.after_migrate, sender=self, dispatch_uid="coordination.database"
        )
        self._open_doors()
        self._word_tasks()
        self._word_events()

    def _open_doors(self) -> None:
        from pulang.access.terms import Permission  # noqa: PLC0415 - as above
        from pulang.ui import menu  # noqa: PLC0415 - as above

        menu.add(gettext_lazy("To do"), "coordination:worklist", icon="list-check", order=2)
        menu.add(
            gettext_lazy("Referrals"),
            "coordination:referrals",
            permission=Permission.REFERRAL_WRITE,
            icon="mail-forward",
            order=14,
        )

    def _word_tasks(self) -> None:
        from pulang.coordination.actions.tasks import tick_off  # noqa: PLC0415 - as above
        from pulang.coordination.queries import kinds  # noqa: PLC0415 - as above

        kinds.register(
            "coordination.answer_referral",
            title=gettext_lazy("Somebody was referred to you"),
            action=gettext_lazy("Answer"),
            sentence=_from,
            icon="mail-forward",
        )
        kinds.register(
            "coordination.complete_referral",
            title=gettext_lazy("Referral you accepted"),
            action=gettext_lazy("Say what was done"),
            sentence=_service,
            icon="mail-check",
        )
        kinds.register(
            "coordination.came_back",
            title=gettext_lazy("A referral came back"),
            action=gettext_lazy("See why"),
            sentence=_came_back,
            bulk=tick_off,
            icon="mail-forward",
        )
        kinds.register(
            "coordination.late_referral",
            title=gettext_lazy("A referral is late"),
            action=gettext_lazy("Ask both offices"),
            sentence=_late,
            bulk=tick_off,
            icon="alarm",
        )

        kinds.register(
            "coordination.two_files",
            title=gettext_lazy("One person, two files that go on: which is the true one?"),
            action=gettext_lazy("Open her files"),
            sentence=_two_files,
            icon="file-alert",
        )

    def _word_events(self) -> None:
        from pulang.journey.queries import kinds  # noqa: PLC0415 - as above

        for code, title in (
            ("referred", gettext_lazy("Referred to another office")),
            ("accepted", gettext_lazy("Referral accepted")),
            ("declined", gettext_lazy("Referral declined")),
            ("returned", gettext_lazy("Referral returned")),
            ("completed", gettext_lazy("Referral completed")),
            ("withdrawn", gettext_lazy("Referral withdrawn")),
        ):
            kinds.register(
                f"coordination.{code}", title=title, icon="mail-forward", sentence=_service
            )
