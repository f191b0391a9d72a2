"""Configuration of departure."""

from collections.abc import Mapping
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pulang.access.terms import Actor, Permission


def _load(**_kwargs: Any) -> None:
    """Bring the cost rules of the handbook into an empty database; as the owner who migrates."""
    from pulang.departure.actions import costs  # noqa: PLC0415 - models are not loaded before this

    costs.seed()


def _amount(facts: Mapping[str, Any]) -> str:
    from pulang.base.money import format_rupiah  # noqa: PLC0415 - as above
    from pulang.departure.terms import Component  # noqa: PLC0415 - as above

    component = facts.get("component", "")
    what = Component(component).label if component in Component.values else component
    return _("%(amount)s for: %(what)s") % {
        "amount": format_rupiah(int(facts.get("amount", 0))),
        "what": what,
    }


def _state(facts: Mapping[str, Any]) -> str:
    from pulang.departure.terms import FollowUp  # noqa: PLC0415 - as above

    state = facts.get("state", "")
    return str(FollowUp(state).label) if state in FollowUp.values else ""


def _answer(facts: Mapping[str, Any]) -> str:
    from pulang.departure.terms import RouteAnswer  # noqa: PLC0415 - as above

    answer = facts.get("answer", "")
    return str(RouteAnswer(answer).label) if answer in RouteAnswer.values else ""


def _band(facts: Mapping[str, Any]) -> str:
    from pulang.departure.terms import Band  # noqa: PLC0415 - as above

    band = facts.get("band", "")
    return str(Band(band).label) if band in Band.values else ""


def panel(migration: Any, actor: Actor) -> dict[str, Any]:
    """Return what the page of a migration shows of departure."""
    from pulang.departure.queries import (  # noqa: PLC0415 - models are not loaded before this
        clearances,
        costs,
        interceptions,
        orders,
        passes,
    )

    return {
        "migration": migration,
        "agreement": orders.agreement_of(migration),
        "clearance": clearances.clearance_of(migration),
        "issued": passes.standing_of(migration),
        "too_much": costs.overcharges(migration),
        "stops": interceptions.of_migration(migration),
    }


def _doors() -> None:
    from pulang.ui import menu  # noqa: PLC0415 - the registry is ready when models are

    menu.add(
        gettext_lazy("Placement companies"),
        "departure:agencies",
        permission=(Permission.AGENCY_WRITE, Permission.ORDER_WRITE),
        icon="building",
        order=24,
        covers=("/departure/orders/",),
        group=menu.Group.PREPARATION,
    )
    menu.add(
        gettext_lazy("Charged too much"),
        "departure:overcharged",
        permission=Permission.CLEARANCE_GRANT,
        icon="scale",
        order=25,
        group=menu.Group.PREPARATION,
    )
    menu.add(
        gettext_lazy("Stopped departures"),
        "departure:interceptions",
        permission=(Permission.INTERCEPT_WRITE, Permission.HOLD_WRITE),
        icon="flag",
        order=26,
        group=menu.Group.DEPARTURE,
    )


def _words() -> None:
    from pulang.coordination.queries import kinds as tasks  # noqa: PLC0415 - as above
    from pulang.journey.queries import kinds  # noqa: PLC0415 - as above

    for code, title, icon, sentence in (
        ("departure.agreement", gettext_lazy("Placement agreement"), "pencil", None),
        ("departure.agreement_cancelled", gettext_lazy("Agreement cancelled"), "x", None),
        ("departure.overcharged", gettext_lazy("Charged too much"), "scale", _amount),
        ("departure.cost_doubted", gettext_lazy("A charge to be decided"), "scale", _amount),
        ("departure.refunded", gettext_lazy("Paid back to her"), "scale", _amount),
        ("departure.clearance_revoked", gettext_lazy("Clearance taken back"), "x", None),
        ("departure.intercepted", gettext_lazy("Departure stopped"), "flag", None),
        ("departure.follow_up", gettext_lazy("After the stop"), "home", _state),
        (
            "departure.route_offered",
            gettext_lazy("The official way was offered"),
            "heart-handshake",
            _answer,
        ),
    ):
        kinds.register(code, title=title, icon=icon, sentence=sentence)
    tasks.register(
        "departure.review_costs",
        title=gettext_lazy("A worker was charged"),
        action=gettext_lazy("Decide"),
        sentence=_amount,
        icon="scale",
    )
    tasks.register(
        "departure.screen",
        title=gettext_lazy("A departure was stopped: find who screens"),
        action=gettext_lazy("Open"),
        sentence=_band,
        icon="flag",
    )
    tasks.register(
        "departure.offer_route",
        title=gettext_lazy("Stopped at an exit point: offer the official way"),
        action=gettext_lazy("Open"),
        sentence=_band,
        icon="heart-handshake",
    )


def _gates() -> None:
    from pulang.departure.queries import clearances, orders  # noqa: PLC0415 - as above
    from pulang.journey.queries import gates  # noqa: PLC0415 - as above
    from pulang.journey.terms import Stage  # noqa: PLC0415 - as above
    from pulang.law.queries import parameter  # noqa: PLC0415 - as above

    gates.register(clearances.before_clearance, targets={Stage.CLEARED})
    gates.register(clearances.before_departure, targets={Stage.DEPARTED})
    orders.ask_law(parameter)


def _lending() -> None:
    from pulang.departure.queries import lending  # noqa: PLC0415 - models are not loaded before
    from pulang.lending.queries import costs, eligibility  # noqa: PLC0415 - as above

    eligibility.register(lending.checks)
    costs.ask_costs(lending.ruled)
    costs.ask_wage(lending.wage)


def _passes() -> None:
    from pulang.departure.actions import clearances, passes  # noqa: PLC0415 - as above
    from pulang.journey.queries import kinds  # noqa: PLC0415 - as above
    from pulang.ui import menu  # noqa: PLC0415 - as above

    for follow, deeds in (
        (passes.after_clearance, clearances.after_grant),
        (passes.after_clearance_revoked, clearances.after_revoke),
    ):
        if follow not in deeds:
            deeds.append(follow)
    kinds.register(
        "departure.left_unmet",
        title=gettext_lazy("Left although something was missing"),
        icon="alert-triangle",
    )
    menu.add(
        gettext_lazy("Check passes"),
        "departure:checkpoint",
        permission=Permission.PASS_CHECK,
        icon="qrcode",
        order=3,
        group=menu.Group.DEPARTURE,
    )
    menu.add(
        gettext_lazy("Passenger lists"),
        "departure:manifests",
        permission=Permission.MANIFEST_WRITE,
        icon="ship",
        order=4,
        group=menu.Group.DEPARTURE,
    )


class DepartureConfig(AppConfig):
    """See README.md."""

    name = "pulang.departure"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Stand before the stages, word the timeline and the tasks, open the doors."""
        from pulang.departure import database  # noqa: PLC0415 - models are not loaded before this
        from pulang.journey.queries import panels  # noqa: PLC0415 - as above

        post_migrate.connect(database.after_migrate, sender=self, dispatch_uid="departure.database")
        post_migrate.connect(_load, sender=self, dispatch_uid="departure.load")
        _gates()
        _words()
        _doors()
        _passes()
        _lending()
        panels.register(
            panels.Panel(
                "departure",
                gettext_lazy("Departure"),
                "departure/parts/panel.html",
                panel,
                order=40,
            )
        )
