"""What the desk of servicing hangs up when the registry is ready."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def _late(facts: Mapping[str, Any]) -> str:
    from pulang.base.money import format_rupiah  # noqa: PLC0415 - translations are not loaded before this

    return _("%(loan)s: %(days)d days, %(amount)s") % {
        "loan": facts.get("loan", ""),
        "days": int(facts.get("days", 0)),
        "amount": format_rupiah(int(facts.get("amount", 0))),
    }


def _loan(facts: Mapping[str, Any]) -> str:
    return str(facts.get("loan", ""))


def _request(facts: Mapping[str, Any]) -> str:
    from pulang.lending.terms import RequestKind  # noqa: PLC0415 - as above

    kind = facts.get("kind", "")
    label = RequestKind(kind).label if kind in RequestKind.values else kind
    return f"{facts.get('loan', '')}: {label}"


def _moratoria() -> None:
    """A halt, its end, a death: collection follows in the same transaction."""
    from pulang.journey.actions import holds, stages  # noqa: PLC0415 - models are not loaded before this
    from pulang.lending.actions import moratoria  # noqa: PLC0415 - as above

    for deeds in (holds.after_place, holds.after_lift, stages.after_move):
        if moratoria.follow not in deeds:
            deeds.append(moratoria.follow)


def _closing() -> None:
    from pulang.lending import texts  # noqa: PLC0415 - as above
    from pulang.lending.actions import closing, reminders  # noqa: PLC0415 - as above

    texts.register()
    for step in (("reminders", reminders.remind), ("late", reminders.tell_the_bank)):
        if step not in closing.after_closing:
            closing.after_closing.append(step)


def _words() -> None:
    from pulang.coordination.queries import kinds  # noqa: PLC0415 - as above

    for code, title, action, said in (
        ("lending.late", gettext_lazy("A loan is late"), gettext_lazy("Talk with her"), _late),
        ("lending.request", gettext_lazy("A proposal waits for a second person"), gettext_lazy("Decide"), _request),
        ("lending.claim", gettext_lazy("A borrower has died: ask the insurer"), gettext_lazy("File the claim"), _loan),
        ("lending.begin", gettext_lazy("Repayment has to begin"), gettext_lazy("Open"), _loan),
    ):  # fmt: skip
        kinds.register(code, title=title, action=action, sentence=said, icon="scale")


def ready() -> None:
    """Register words and tasks; its pages stand beside the loans and the pool."""
    _moratoria()
    _closing()
    _words()
