"""How tasks and entries of preparing are worded."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pulang.coordination.queries import kinds as tasks
from pulang.journey.queries import kinds as entries
from pulang.preparation.models import DocumentType
from pulang.preparation.terms import FlagCode, RejectReason, SessionKind


def paper_name(code: str) -> str:
    """Return the name of a kind of paper; a code nobody knows stays a code."""
    found = DocumentType.objects.filter(code=code).order_by("-valid_from").first()
    return str(found) if found else code


def _paper(facts: Mapping[str, Any]) -> str:
    return paper_name(str(facts.get("document", "")))


def _sent_back(facts: Mapping[str, Any]) -> str:
    reason = facts.get("reason", "")
    why = str(RejectReason(reason).label) if reason in RejectReason else ""
    return f"{_paper(facts)}. {why}".strip()


def _expiring(facts: Mapping[str, Any]) -> str:
    return _("%(paper)s: valid until %(day)s") % {
        "paper": _paper(facts),
        "day": facts.get("until") or "–",
    }


def _flag(facts: Mapping[str, Any]) -> str:
    code = facts.get("code", "")
    return str(FlagCode(code).label) if code in FlagCode else str(code)


def _age(facts: Mapping[str, Any]) -> str:
    if facts.get("age") == "UNDER_AGE":
        return _("A source says that she is younger than 18.")
    return _("Her papers disagree about her age.")


def _session(facts: Mapping[str, Any]) -> str:
    kind = facts.get("kind", "")
    return str(SessionKind(kind).label) if kind in SessionKind else ""


def register() -> None:
    """Register the wording of every task and entry."""
    for code, title, action, sentence, icon in (
        (
            "check_paper",
            gettext_lazy("Paper to check"),
            gettext_lazy("Check it"),
            _paper,
            "file-check",
        ),
        (
            "sent_back",
            gettext_lazy("A paper came back"),
            gettext_lazy("Hand it in anew"),
            _sent_back,
            "file-x",
        ),
        (
            "expiring",
            gettext_lazy("A paper ends soon"),
            gettext_lazy("Get a new one"),
            _expiring,
            "clock-exclamation",
        ),
        ("flag", gettext_lazy("Warning sign"), gettext_lazy("Look at the file"), _flag, "flag"),
        (
            "protect_child",
            gettext_lazy("Perhaps a child"),
            gettext_lazy("Visit her"),
            _age,
            "shield-check",
        ),
        (
            "acknowledge",
            gettext_lazy("Family permission to acknowledge"),
            gettext_lazy("Talk with the family"),
            None,
            "users-group",
        ),
        (
            "mediate",
            gettext_lazy("The family took its permission back"),
            gettext_lazy("Mediate"),
            None,
            "messages",
        ),
        (
            "hear_her",
            gettext_lazy("Talk with her alone, then decide"),
            gettext_lazy("Hear her"),
            None,
            "message-circle",
        ),
        (
            "certificate_revoked",
            gettext_lazy("A certificate was taken back, and she is cleared"),
            gettext_lazy("Look at the file"),
            _session,
            "certificate",
        ),
    ):
        tasks.register(
            f"preparation.{code}", title=title, action=action, sentence=sentence, icon=icon
        )
    for code, title, sentence, icon in (
        ("handed_in", gettext_lazy("Paper handed in"), _paper, "upload"),
        ("accepted", gettext_lazy("Paper accepted"), _paper, "file-check"),
        ("sent_back", gettext_lazy("Paper sent back"), _sent_back, "file-x"),
        ("flag", gettext_lazy("Warning sign"), _flag, "flag"),
        ("family_agreed", gettext_lazy("The family agrees"), None, "users-group"),
        (
            "family_acknowledged",
            gettext_lazy("The village head knows the family's permission"),
            None,
            "users-group",
        ),
        (
            "family_withdrew",
            gettext_lazy("The family took its permission back"),
            None,
            "users-group",
        ),
        ("mediated", gettext_lazy("The village mediated"), None, "messages"),
        ("heard_alone", gettext_lazy("She was heard alone"), None, "message-circle"),
        ("family_decided", gettext_lazy("Disnaker decided after hearing her"), None, "gavel"),
        ("enrolled", gettext_lazy("Seat in a session"), _session, "school"),
        ("attended", gettext_lazy("Attended a session"), _session, "certificate"),
        (
            "certificate_revoked",
            gettext_lazy("Certificate taken back"),
            _session,
            "certificate",
        ),
    ):
        entries.register(f"preparation.{code}", title=title, icon=icon, sentence=sentence)
