"""Tables of lending."""

from pulang.lending.models.applications import (
    Application,
    ApplicationLine,
    Decision,
    DeclaredDebt,
    LoanFlag,
)
from pulang.lending.models.hardship import InsuranceClaim, LoanRequest, Moratorium
from pulang.lending.models.ledger import DayBalance, DayClose, Entry, Posting
from pulang.lending.models.loans import Balance, Instalment, Loan, Schedule
from pulang.lending.models.payouts import Payee, PaymentBatch, Tranche
from pulang.lending.models.pools import Pool, PoolFunding
from pulang.lending.models.products import Ceiling, Product, ProductTerms, RoleLimit
from pulang.lending.models.receipts import BankStatement, Repayment, StatementLine

__all__ = [
    "Application",
    "ApplicationLine",
    "Balance",
    "BankStatement",
    "Ceiling",
    "DayBalance",
    "DayClose",
    "Decision",
    "DeclaredDebt",
    "Entry",
    "Instalment",
    "InsuranceClaim",
    "Loan",
    "LoanFlag",
    "LoanRequest",
    "Moratorium",
    "Payee",
    "PaymentBatch",
    "Pool",
    "PoolFunding",
    "Posting",
    "Product",
    "ProductTerms",
    "Repayment",
    "RoleLimit",
    "Schedule",
    "StatementLine",
    "Tranche",
]
