"""The trail, for auditors: who did, read and changed what."""

import io

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from pulang.access import actions, queries
from pulang.access.doors import member
from pulang.access.forms import HistoryForm, TrailForm
from pulang.access.middleware import MemberRequest
from pulang.access.models import AuditEntry
from pulang.access.terms import Permission, Subject
from pulang.base.clock import now
from pulang.base.spreadsheet import write_csv

_PERMISSION = Permission.AUDIT_READ
_PER_PAGE = 50
_MOST_EXPORTED = 100_000


def _asked(request: MemberRequest) -> tuple[TrailForm, dict[str, object]]:
    form = TrailForm(request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    return form, {key: value for key, value in given.items() if value}


@member(permission=_PERMISSION)
def entries(request: MemberRequest) -> HttpResponse:
    """List audit entries by event, account, record and day."""
    form, asked = _asked(request)
    found = queries.trail.entries(**asked)  # type: ignore[arg-type]
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    names = queries.trail.names_of(list(page))
    rows = [(entry, names.get(entry.user_id or 0, ""), _words(entry)) for entry in page]
    shown = {"form": form, "page": page, "rows": rows, "query": request.GET.urlencode()}
    return render(request, "access/trail.html", shown)


def _words(entry: AuditEntry) -> str:
    told = (
        (key, ", ".join(map(str, value)) if isinstance(value, list) else value)
        for key, value in entry.facts.items()
    )
    return " · ".join(f"{key}: {value}" for key, value in told)


@member(permission=_PERMISSION)
def export(request: MemberRequest) -> HttpResponse:
    """Answer the same entries as a CSV file without live formulas."""
    _form, asked = _asked(request)
    found = list(queries.trail.entries(**asked)[:_MOST_EXPORTED])  # type: ignore[arg-type]
    names = queries.trail.names_of(found)
    out = io.StringIO()
    headings = ["id", "at", "event", "kind", "record", "account", "facts", "request"]
    write_csv(out, headings, (_line(entry, names) for entry in found))
    actions.audit.record("audit.exported", by=request.actor, at=now(), facts={"rows": len(found)})
    return HttpResponse(
        out.getvalue().encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="pulang-trail.csv"'},
    )


def _line(entry: AuditEntry, names: dict[int, str]) -> list[object]:
    return [
        entry.pk,
        entry.at.isoformat(),
        entry.event,
        entry.subject_kind,
        entry.subject_id,
        names.get(entry.user_id or 0, ""),
        entry.facts,
        entry.request,
    ]


@member(writes=("POST",), permission=_PERMISSION)
def chain(request: MemberRequest) -> HttpResponse:
    """Recompute the hash chain and say whether it is whole."""
    if request.method != "POST":
        return render(request, "access/chain.html", {"chain": None})
    while actions.audit.seal(wait=True):
        pass
    found = queries.trail.verify_chain()
    actions.audit.record(
        "audit.verified",
        by=request.actor,
        at=now(),
        facts={"whole": found.is_whole, "position": found.position, "head": found.head},
    )
    return render(request, "access/chain.html", {"chain": found})


@member(permission=_PERMISSION)
def openings(request: MemberRequest) -> HttpResponse:
    """List who opened which record, how often, when last."""
    subject = request.GET.get("record", "")[:26]
    found = queries.trail.openings(subject)
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    users = queries.trail.users_of({row["user_id"] for row in page if row["user_id"]})
    rows = [(row, users.get(row["user_id"])) for row in page]
    return render(request, "access/openings.html", {"page": page, "rows": rows, "subject": subject})


@member(permission=_PERMISSION)
def history(request: MemberRequest) -> HttpResponse:
    """Show what changed in a table or a row; protected values only for a reason, on the record."""
    tables = sorted(
        (name, str(model._meta.verbose_name)) for name, model in queries.trail.tables().items()
    )
    form = HistoryForm(request.GET or None, tables=tables)
    given = form.cleaned_data if form.is_valid() else {}
    found = queries.trail.history(table=given.get("table", ""), row_id=given.get("row", ""))
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    reason = given.get("reason", "")
    if reason:
        actions.audit.record(
            "history.opened",
            by=request.actor,
            at=now(),
            subject=Subject("history", ""),
            facts={
                "table": given.get("table", ""),
                "row": given.get("row", ""),
                "reason": reason,
                "classes": queries.trail.classes_shown(list(page)),
            },
        )
    changes = queries.trail.changes(list(page), show_protected=bool(reason))
    shown = {"form": form, "page": page, "changes": changes, "reason": reason}
    return render(request, "access/history.html", shown)
