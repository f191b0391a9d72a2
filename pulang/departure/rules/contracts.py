"""Three words about one job: what the order offers, what the contract says, what she was told (R1.9)."""

from dataclasses import dataclass

Value = int | bool | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One condition, said up to three times; None where nothing was said."""

    what: str
    order: Value
    contract: Value
    told: Value

    @property
    def differs(self) -> bool:
        """Tell whether two of them contradict; silence contradicts nothing."""
        return len({one for one in (self.order, self.contract, self.told) if one is not None}) > 1
