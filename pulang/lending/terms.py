"""Words of lending: products, applications, loans, money on its way, the ledger's accounts."""

from collections.abc import Mapping

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

# --- products ---


class ProductScheme(TextChoices):
    """Which programme a product belongs to: it decides subsidy and reporting (handbook 5.1)."""

    KPM_BANK_NTT = "kpm_bank_ntt", _("Bank NTT loan for migrant workers")
    KUR_PMI = "kur_pmi", _("KUR for migrant workers (national)")


class InterestMethod(TextChoices):
    """How interest is reckoned over the life of a loan (docs/algorithms/lending.md)."""

    ANNUITY = "annuity", _("effective, equal instalments (annuity)")
    FLAT = "flat", _("flat")
    DECLINING = "declining", _("effective, equal principal (sliding)")
    SINGLE = "single", _("one repayment at the end")


class DayCount(TextChoices):
    """How days become a share of a year."""

    THIRTY_360 = "30/360", _("30/360")
    ACTUAL_365 = "actual/365", _("actual/365")
    ACTUAL_360 = "actual/360", _("actual/360")


class Grace(TextChoices):
    """What is due in the months before the first full instalment."""

    NONE = "none", _("no grace period")
    INTEREST_ONLY = "interest-only", _("interest only")
    FULL_ACCRUE = "full-accrue", _("nothing is due; simple interest follows")
    FULL_CAPITALISE = "full-capitalise", _("nothing is due; interest is added to the loan")


class Bucket(TextChoices):
    """The parts of what is due, in whichever order a product pays them off."""

    PENALTY = "penalty", _("penalty")
    FEE = "fee", _("fee")
    INTEREST = "interest", _("interest")
    PRINCIPAL = "principal", _("principal")


class Collectability(IntegerChoices):
    """Quality of a loan by days past due (POJK 40/POJK.03/2019; day limits in rules.arrears)."""

    LANCAR = 1, _("1 current (Lancar)")
    DPK = 2, _("2 special mention (DPK)")
    KURANG_LANCAR = 3, _("3 substandard (Kurang Lancar)")
    DIRAGUKAN = 4, _("4 doubtful (Diragukan)")
    MACET = 5, _("5 loss (Macet)")


# --- applications ---


class ApplicationState(TextChoices):
    """Where an application stands."""

    DRAFT = "draft", _("being written")
    SUBMITTED = "submitted", _("handed in")
    PROPOSED = "proposed", _("checked, waits for the decision")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


NEXT_OF_APPLICATION: Mapping[ApplicationState, frozenset[ApplicationState]] = {
    ApplicationState.DRAFT: frozenset({ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN}),
    ApplicationState.SUBMITTED: frozenset({ApplicationState.PROPOSED, ApplicationState.WITHDRAWN}),
    ApplicationState.PROPOSED: frozenset(
        {
            ApplicationState.APPROVED,
            ApplicationState.REFUSED,
            ApplicationState.SUBMITTED,
            ApplicationState.WITHDRAWN,
        }
    ),
    # An appeal puts it before another pair of eyes.
    ApplicationState.REFUSED: frozenset({ApplicationState.SUBMITTED}),
    ApplicationState.APPROVED: frozenset(),
    ApplicationState.WITHDRAWN: frozenset(),
}
"""The allowed steps of an application."""

OPEN_APPLICATIONS = (ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.PROPOSED)


class DecisionStep(TextChoices):
    """Whose word it is: the maker's, the checker's, hers."""

    PROPOSAL = "proposal", _("proposal of the loan officer")
    DECISION = "decision", _("decision")
    SENT_BACK = "sent_back", _("sent back to the loan officer")
    APPEAL = "appeal", _("appeal of the applicant")
    OVERRIDE = "override", _("a gate was let pass with a reason")


class Outcome(TextChoices):
    """Yes or no."""

    APPROVE = "approve", _("approve")
    REFUSE = "refuse", _("refuse")


class RefusalReason(TextChoices):
    """Why an application is refused; the sentence to her is made of it, never a hidden score."""

    UNAFFORDABLE = "unaffordable", _("the instalment would take too much of the wage")
    FORBIDDEN_COST = "forbidden_cost", _("it would pay a cost that the employer must bear")
    NOT_ELIGIBLE = "not_eligible", _("the safe procedure is not complete")
    RED_FLAG = "red_flag", _("a warning sign has to be cleared first")
    POOL_EXHAUSTED = "pool_exhausted", _("the pool has not enough money now")
    INCOMPLETE = "incomplete", _("papers or answers are missing")
    OTHER_LOANS = "other_loans", _("other loans take too much already")
    OTHER = "other", _("another reason")


class DebtKind(TextChoices):
    """To whom she owes already."""

    RECRUITER = "recruiter", _("recruiter, agent or go-between")
    MONEYLENDER = "moneylender", _("moneylender (rentenir)")
    COOPERATIVE = "cooperative", _("cooperative")
    BANK = "bank", _("bank")
    ONLINE = "online", _("online lender")
    FAMILY = "family", _("family or friends")


INFORMAL = frozenset({DebtKind.RECRUITER, DebtKind.MONEYLENDER, DebtKind.ONLINE})
"""Debts that the programme wants to replace: counted in the reports."""


# --- loans ---


class LoanState(TextChoices):
    """Where a loan stands. `restructured` is a fact of its schedule, not a state."""

    APPROVED = "approved", _("approved, to be signed")
    SIGNED = "signed", _("signed, money goes out in steps")
    REPAYING = "repaying", _("in repayment")
    SETTLED = "settled", _("paid off")
    WRITTEN_OFF = "written_off", _("written off, claim kept (hapus buku)")
    RELEASED = "released", _("claim given up (hapus tagih)")
    CANCELLED = "cancelled", _("cancelled before any money went out")


NEXT_OF_LOAN: Mapping[LoanState, frozenset[LoanState]] = {
    LoanState.APPROVED: frozenset({LoanState.SIGNED, LoanState.CANCELLED}),
    LoanState.SIGNED: frozenset({LoanState.REPAYING, LoanState.SETTLED, LoanState.CANCELLED}),
    LoanState.REPAYING: frozenset({LoanState.SETTLED, LoanState.WRITTEN_OFF}),
    LoanState.WRITTEN_OFF: frozenset({LoanState.SETTLED, LoanState.RELEASED}),
    # A payment was reversed.
    LoanState.SETTLED: frozenset({LoanState.REPAYING, LoanState.SIGNED}),
    LoanState.RELEASED: frozenset(),
    LoanState.CANCELLED: frozenset(),
}
"""The allowed steps of a loan."""

RUNNING = (LoanState.SIGNED, LoanState.REPAYING)
"""States in which interest accrues."""


class ScheduleReason(TextChoices):
    """Why a schedule was drawn up."""

    START = "start", _("start of repayment")
    DRAWDOWN = "drawdown", _("more was paid out")
    RESTRUCTURE = "restructure", _("restructured")
    MORATORIUM = "moratorium", _("moved by the length of a halt")
    PREPAYMENT = "prepayment", _("principal paid early")


class Hardship(TextChoices):
    """Why a loan is restructured or halted."""

    WAGE_LOST = "wage_lost", _("wage lost or cut")
    JOB_LOST = "job_lost", _("job lost")
    NOT_DEPARTED = "not_departed", _("departure failed, not by her fault")
    VISA_REFUSED = "visa_refused", _("visa refused")
    UNFIT = "unfit", _("found unfit for work")
    EMPLOYER_GONE = "employer_gone", _("employer died or bankrupt")
    SICK = "sick", _("sick or injured")
    DISASTER = "disaster", _("disaster at home")
    CODED = "coded", _("a coded halt; no reason is told")


# --- money going out ---


class TrancheStep(TextChoices):
    """Which step of the way a tranche pays for (handbook 5.6)."""

    T1 = "T1", _("T1 documents and medical examination")
    T2 = "T2", _("T2 training and language")
    T3 = "T3", _("T3 visa and ticket")
    T4 = "T4", _("T4 first living costs")


class TrancheState(TextChoices):
    """Where a tranche stands."""

    PLANNED = "planned", _("planned")
    PREPARED = "prepared", _("prepared, waits for the second person")
    RELEASED = "released", _("released, waits for a payment file")
    SENT = "sent", _("in a payment file")
    PAID = "paid", _("paid out")
    CANCELLED = "cancelled", _("given back to the pool")


NEXT_OF_TRANCHE: Mapping[TrancheState, frozenset[TrancheState]] = {
    TrancheState.PLANNED: frozenset({TrancheState.PREPARED, TrancheState.CANCELLED}),
    TrancheState.PREPARED: frozenset(
        {TrancheState.RELEASED, TrancheState.PLANNED, TrancheState.CANCELLED}
    ),
    TrancheState.RELEASED: frozenset(
        {TrancheState.SENT, TrancheState.PLANNED, TrancheState.CANCELLED}
    ),
    # Refused by the bank it is planned again; accepted it is paid. It is never sent twice at once.
    TrancheState.SENT: frozenset({TrancheState.PAID, TrancheState.PLANNED}),
    TrancheState.PAID: frozenset(),
    TrancheState.CANCELLED: frozenset(),
}
"""The allowed steps of a tranche."""

COMMITTED = (
    TrancheState.PLANNED,
    TrancheState.PREPARED,
    TrancheState.RELEASED,
    TrancheState.SENT,
)
"""States in which a tranche binds money of the pool."""


class PayeeKind(TextChoices):
    """Who is paid: the provider of the cost, or she herself."""

    WORKER = "worker", _("the worker")
    CLINIC = "clinic", _("clinic")
    TRAINING_CENTRE = "training_centre", _("training centre")
    CARRIER = "carrier", _("airline, ship, bus")
    OFFICE = "office", _("government office")
    INSURER = "insurer", _("insurer")
    OTHER = "other", _("other provider")


# --- money coming in ---


class LineState(TextChoices):
    """What became of a line of a bank statement."""

    MATCHED = "matched", _("booked to a loan")
    SUSPENSE = "suspense", _("waits at the suspense desk")
    REFUSED = "refused", _("not booked")
    REPEATED = "repeated", _("came before in another file")
    RETURNED = "returned", _("sent back to the payer")


class StatementFormat(TextChoices):
    """In which form a statement came."""

    CAMT053 = "camt.053", _("camt.053 account statement")
    CAMT054 = "camt.054", _("camt.054 credit notification")
    CSV = "csv", _("CSV of the bank")


# --- the ledger ---


class Account(TextChoices):
    """Accounts of a pool's ledger. In brackets: on which side it normally stands."""

    CASH = "cash", _("pool account at the bank (debit)")
    PRINCIPAL = "principal", _("principal lent (debit)")
    INTEREST = "interest", _("interest accrued, receivable (debit)")
    PENALTY = "penalty", _("penalty receivable (debit)")
    WRITE_OFF = "write_off", _("written off (debit)")
    CAPITAL = "capital", _("allocation of the pool (credit)")
    INTEREST_INCOME = "interest_income", _("interest income (credit)")
    PENALTY_INCOME = "penalty_income", _("penalty income (credit)")
    RECOVERY = "recovery", _("recovered after write-off (credit)")
    SUSPENSE = "suspense", _("received, owner not known (credit)")
    ADVANCE = "advance", _("paid before it was due (credit)")


OF_LOANS = (Account.PRINCIPAL, Account.INTEREST, Account.PENALTY, Account.ADVANCE)
"""Accounts kept per loan as well: an entry on them names its loan."""


class PostingKind(TextChoices):
    """What a posting tells."""

    FUNDING = "funding", _("pool funded")
    WITHDRAWAL = "withdrawal", _("allocation withdrawn")
    DISBURSEMENT = "disbursement", _("paid out")
    ACCRUAL = "accrual", _("interest of a day")
    PENALTY = "penalty", _("penalty of a day")
    REPAYMENT = "repayment", _("repayment")
    ADVANCE_APPLIED = "advance_applied", _("early payment became due")
    SUSPENSE = "suspense", _("received, owner not known")
    MATCHED = "matched", _("owner of a payment found")
    RETURNED = "returned", _("sent back to the payer")
    CAPITALISED = "capitalised", _("interest added to the principal")
    WAIVED = "waived", _("waived")
    TAKEN_BACK = "taken_back", _("taken back: she had paid before")
    WRITTEN_OFF = "written_off", _("written off")
    RECOVERY = "recovery", _("recovered after write-off")
    INSURANCE = "insurance", _("paid by the insurer")
    REFUND = "refund", _("refund of a provider")
    REVERSAL = "reversal", _("reversal")


class FundingKind(TextChoices):
    """Where money of the pool comes from or goes to."""

    ALLOCATION = "allocation", _("allocation")
    REPLENISHMENT = "replenishment", _("replenishment")
    WITHDRAWAL = "withdrawal", _("withdrawal")


class ClaimState(TextChoices):
    """Where an insurance claim stands."""

    FILED = "filed", _("filed")
    PAID = "paid", _("paid")
    REFUSED = "refused", _("refused")


class RequestState(TextChoices):
    """Where a proposal that needs a second person stands."""

    ASKED = "asked", _("waits for the second person")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")


class RequestKind(TextChoices):
    """What needs two persons."""

    RESTRUCTURE = "restructure", _("restructure")
    WRITE_OFF = "write_off", _("write off")
    RELEASE = "release", _("give up the claim")
    WAIVE = "waive", _("waive penalty or interest")
    CLAIM = "claim", _("insurance claim")
    CANCEL = "cancel", _("cancel the rest of the payout")
    HELP = "help", _("she asks that the loan be made lighter")
