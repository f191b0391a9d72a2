"""Payment orders out and their fate in: pain.001 version 09, pain.002, and both as CSV."""

from pulang.lending.payments.orders import write_csv, write_pain001
from pulang.lending.payments.status import read, read_csv, read_pain002
from pulang.lending.payments.values import Account, Batch, Order, Report, Status, account_problem

__all__ = [
    "Account",
    "Batch",
    "Order",
    "Report",
    "Status",
    "account_problem",
    "read",
    "read_csv",
    "read_pain002",
    "write_csv",
    "write_pain001",
]
