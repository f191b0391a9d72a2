"""Money is whole rupiah; rates are basis points."""

from typing import NewType

Rupiah = NewType("Rupiah", int)
BasisPoints = NewType("BasisPoints", int)


def format_rupiah(amount: int) -> str:
    """Write an amount as Indonesians do: 1500000 becomes `Rp1.500.000`."""
    sign = "-" if amount < 0 else ""
    return f"{sign}Rp{abs(amount):,}".replace(",", ".")
