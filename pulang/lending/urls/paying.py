"""Addresses of paying: loans, money out, money in."""

from django.urls import URLPattern, path

from pulang.lending.views import paying, paying_in, paying_out, prepaying

_TRANCHE, _LINE = "tranches/<ulid:tranche>/", "suspense/<ulid:line>/"

patterns: list[URLPattern] = [
    path("loans/", paying.index, name="loans"),
    path("loans/<ulid:loan>/", paying.show, name="loan"),
    path("loans/<ulid:loan>/settle/", prepaying.prepay, name="prepay"),
    path(f"{_TRANCHE}prepare/", paying.prepare, name="prepare"),
    path(f"{_TRANCHE}release/", paying.release, name="release"),
    path(f"{_TRANCHE}plan/", paying.plan, name="plan"),
    path(f"{_TRANCHE}cancel/", paying.cancel, name="cancel"),
    path(f"{_TRANCHE}confirm/", paying.confirm, name="confirm"),
    path(f"{_TRANCHE}refund/", paying.refund, name="refund"),
    path("payees/", paying_out.payees_list, name="payees"),
    path("payees/new/", paying_out.payee_new, name="payee_new"),
    path("payees/<ulid:payee>/allow/", paying_out.payee_allow, name="payee_allow"),
    path("payees/<ulid:payee>/stop/", paying_out.payee_stop, name="payee_stop"),
    path("payments/", paying_out.files, name="batches"),
    path("payments/report/", paying_out.report, name="report"),
    path("payments/<ulid:batch>/", paying_out.file, name="batch"),
    path("payments/<ulid:batch>/file.<slug:form>", paying_out.fetch, name="fetch"),
    path("statements/", paying_in.statements, name="statements"),
    path("statements/new/", paying_in.statement_new, name="statement_new"),
    path("statements/<ulid:statement>/", paying_in.statement, name="bank_statement"),
    path(
        "statements/<ulid:statement>/progress/",
        paying_in.statement_progress,
        name="statement_progress",
    ),
    path("suspense/", paying_in.desk, name="suspense"),
    path(_LINE, paying_in.line, name="line"),
    path(f"{_LINE}ask-return/", paying_in.ask_return, name="ask_return"),
    path(f"{_LINE}back/", paying_in.line_back, name="line_back"),
    path(f"{_LINE}undo/", paying_in.undo, name="undo"),
]
