"""Whether the safe way stands open: what must be met before a loan, and which signs a person looks at."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

RECRUITER_DEBT = "debt_to_recruiter"
OVERCHARGED = "charged_above_law"
SANCTIONED = "agency_under_sanction"
SAME_PHONE = "phone_of_another_borrower"
SAME_ACCOUNT = "account_of_another_borrower"


@dataclass(frozen=True, slots=True)
class Check:
    """One question and its answer. A flag does not close the way: a person looks at it.

    `why` and `fix` are sentences for whoever asked; they tell a code's meaning, never a story.
    """

    code: str
    is_met: bool
    why: str
    fix: str = ""
    is_flag: bool = False
    to_protection: bool = False


def unmet(checks: Iterable[Check]) -> tuple[Check, ...]:
    """Return what stands in the way."""
    return tuple(one for one in checks if not one.is_met and not one.is_flag)


def raised(checks: Iterable[Check]) -> tuple[Check, ...]:
    """Return the signs that a person has to look at."""
    return tuple(one for one in checks if one.is_flag and not one.is_met)


def concerns_protection(codes: Collection[str]) -> bool:
    """Tell whether the signs together look like debt bondage.

    A debt to the recruiter alone is common; with a charge above the law or a company under
    sanction it is the pattern of trafficking (UU 21/2007 Pasal 1: penjeratan utang).
    """
    return RECRUITER_DEBT in codes and bool({OVERCHARGED, SANCTIONED} & set(codes))
