"""What the desk of paying hangs up when the registry is ready."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from pulang.access.terms import Permission

_DESK = (Permission.LOAN_WRITE, Permission.LOAN_DECIDE)


def _amount(facts: Mapping[str, Any]) -> str:
    from pulang.base.money import format_rupiah  # noqa: PLC0415 - translations are not loaded before

    amount = format_rupiah(int(facts.get("amount", 0)))
    return f"{facts.get('loan', '')} {amount}".strip()


def ready() -> None:
    """Register words, tasks and doors."""
    from pulang.coordination.queries import kinds  # noqa: PLC0415 - models are not loaded before
    from pulang.lending.actions import closing, repayments, waiting  # noqa: PLC0415 - as above
    from pulang.ui import menu  # noqa: PLC0415 - as above

    if ("advances", repayments.apply_advances) not in closing.before_ageing:
        closing.before_ageing.append(("advances", repayments.apply_advances))
        closing.after_closing.append(("waiting", waiting.tell))
    for code, title, action in (
        ("lending.released", gettext_lazy("Released payments wait"), gettext_lazy("Send them")),
        ("lending.suspense", gettext_lazy("A payment has no owner"), gettext_lazy("Find it")),
    ):
        kinds.register(code, title=title, action=action, sentence=_amount, icon="cash")
    menu.add(
        gettext_lazy("Loans"),
        "lending:loans",
        permission=_DESK,
        icon="cash",
        order=29,
        covers=("/lending/tranches/", "/lending/late/", "/lending/hardship/", "/lending/claims/"),
        group=menu.Group.LENDING,
    )
    menu.add(
        gettext_lazy("Money in and out"),
        "lending:statements",
        permission=_DESK,
        icon="database-import",
        order=30,
        covers=("/lending/suspense/", "/lending/payments/", "/lending/payees/"),
        group=menu.Group.LENDING,
    )
