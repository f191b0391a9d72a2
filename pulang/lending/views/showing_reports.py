"""Reports of the bank: the page, and files whose sums tie to the ledger. Each file leaves a trace."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from pulang.access.actions import audit
from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Subject
from pulang.base import spreadsheet
from pulang.base.clock import now, today
from pulang.base.errors import NotFound
from pulang.lending.models import Pool
from pulang.lending.queries import ledger
from pulang.lending.queries import reports as queries
from pulang.lending.terms import Account

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@member()
def reports(request: MemberRequest) -> HttpResponse:
    """Show the portfolio's report to its bank.

    Raises: NotFound for everybody else.
    """
    pool = queries.pool_for(request.actor, request.GET.get("pool", ""))
    books = ledger.balances(pool, on=today())
    month = today().replace(day=1) - timedelta(days=1)
    context = {
        "pool": pool,
        "report": queries.report(pool, on=today()),
        "books": [one for one in books.values() if one.debit or one.credit],
        "month": f"{month:%Y-%m}",
        "today": today(),
    }
    return render(request, "lending/reports.html", context)


@member()
def late(request: MemberRequest, first: int, last: int) -> HttpResponse:
    """List the loans of one class of the ageing table.

    Raises: NotFound.
    """
    pool = queries.pool_for(request.actor, request.GET.get("pool", ""))
    rows = [
        {"number": number, "public_id": public_id, "days": days, "principal": principal}
        for number, public_id, days, principal in queries.loans_late(
            pool, on=today(), first=first, last=last
        )
    ]
    context = {"pool": pool, "rows": rows, "first": first, "last": last}
    return render(request, "lending/late.html", context)


@member()
def portfolio_xlsx(request: MemberRequest) -> HttpResponse:
    """Answer all loans with what stands on them, as a workbook.

    Raises: NotFound.
    """
    pool = queries.pool_for(request.actor, request.GET.get("pool", ""))
    sheet = BytesIO()
    count = spreadsheet.write_xlsx(
        sheet,
        queries.PORTFOLIO_HEADINGS,
        queries.portfolio(pool, on=today()),
        title=f"{today():%Y-%m-%d}",
    )
    _trace(request, pool, "portfolio", rows=count)
    answer = HttpResponse(sheet.getvalue(), content_type=_XLSX)
    return _as_file(answer, f"portofolio-{today():%Y-%m-%d}.xlsx")


@member()
def ledger_csv(request: MemberRequest) -> HttpResponse:
    """Answer the ledger's lines of a month, for the bank's core system.

    Raises: NotFound.
    """
    pool = queries.pool_for(request.actor, request.GET.get("pool", ""))
    first, last = _month(request)
    rows = list(queries.gl_lines(pool, first=first, last=last))
    _trace(request, pool, "ledger", rows=len(rows), month=f"{first:%Y-%m}")
    return _csv(queries.GL_HEADINGS, rows, f"buku-besar-{first:%Y-%m}.csv")


@member()
def supervisor_csv(request: MemberRequest) -> HttpResponse:
    """Answer the supervisor's report at the end of a month.

    Raises: NotFound.
    """
    pool = queries.pool_for(request.actor, request.GET.get("pool", ""))
    first, last = _month(request)
    rows = list(queries.supervisor(pool, on=last))
    _trace(request, pool, "supervisor", rows=len(rows), month=f"{first:%Y-%m}")
    return _csv(queries.SUPERVISOR_HEADINGS, rows, f"laporan-debitur-{first:%Y-%m}.csv")


@member()
def balances_csv(request: MemberRequest) -> HttpResponse:
    """Answer the balance of every account at the end of a month.

    Raises: NotFound.
    """
    pool = queries.pool_for(request.actor, request.GET.get("pool", ""))
    first, last = _month(request)
    books = ledger.balances(pool, on=last)
    rows = [(last, one.value, books[one].debit, books[one].credit) for one in Account]
    _trace(request, pool, "balances", rows=len(rows), month=f"{first:%Y-%m}")
    headings = ("day", "account", "debit", "credit")
    return _csv(headings, rows, f"neraca-{first:%Y-%m}.csv")


def _month(request: MemberRequest) -> tuple[date, date]:
    """Return the first and last day of the month that was asked for, else of the last whole one.

    Raises: NotFound for what is no month.
    """
    asked = request.GET.get("month", "")
    try:
        first = date.fromisoformat(f"{asked}-01") if asked else None
    except ValueError:
        raise NotFound from None
    if first is None:
        first = (today().replace(day=1) - timedelta(days=1)).replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return first, following - timedelta(days=1)


def _trace(request: MemberRequest, pool: Pool, what: str, **facts: Any) -> None:
    audit.record(
        "lending.exported",
        by=request.actor,
        at=now(),
        subject=Subject("loan_pool", pool.public_id),
        facts={"what": what, **facts},
    )


def _csv(headings: Sequence[str], rows: Iterable[Sequence[object]], name: str) -> HttpResponse:
    text = "".join(spreadsheet.csv_lines(headings, rows))
    return _as_file(HttpResponse(text, content_type="text/csv; charset=utf-8"), name)


def _as_file(answer: HttpResponse, name: str) -> HttpResponse:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
