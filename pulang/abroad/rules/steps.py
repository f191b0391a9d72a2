"""The fifteen steps of a death abroad: their order, whose they are, and what may be waived.

The order is the promise to the family: nothing is decided, flown or sent before somebody has told
them in person (D2), and nobody is told before it is known who it is (D1). Handbook 4.6.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pulang.abroad.terms import DeathPaperKind, DeathStep, FamilyDecision, StepState
from pulang.access.terms import Role

_D, _P = DeathStep, DeathPaperKind
_KAB, _PROV = Role.KABUPATEN_OFFICER, Role.PROVINCIAL_OFFICER


@dataclass(frozen=True, slots=True)
class StepRule:
    """One step: what must have ended before it, whose desk it lies on, which papers it asks for."""

    step: DeathStep
    after: tuple[DeathStep, ...]
    owner: Role
    papers: tuple[DeathPaperKind, ...] = ()
    may_be_waived: bool = True


RULES: Mapping[DeathStep, StepRule] = {
    rule.step: rule
    for rule in (
        StepRule(_D.D0, (), _PROV, may_be_waived=False),
        StepRule(_D.D1, (_D.D0,), _PROV, may_be_waived=False),
        StepRule(_D.D2, (_D.D1,), _KAB),
        StepRule(_D.D3, (_D.D2,), _KAB),
        StepRule(
            _D.D4,
            (_D.D3,),
            _PROV,
            papers=(
                _P.AGENT_REQUEST,
                _P.PASSPORT,
                _P.ESCORT_PASSPORT,
                _P.MCCD,
                _P.EXPORT_PERMIT,
                _P.SEALING,
                _P.EMBALMING,
                _P.MISSION_LETTER,
                _P.POVERTY_LETTER,
                _P.POLICE_REPORT,
            ),
        ),
        StepRule(_D.D5, (_D.D3,), _PROV),
        StepRule(_D.D6, (_D.D4, _D.D5), _PROV),
        StepRule(_D.D7, (_D.D6,), _PROV),
        StepRule(_D.D8, (_D.D7,), _PROV),
        StepRule(_D.D9, (_D.D8,), _PROV),
        StepRule(_D.D10, (_D.D9,), _KAB),
        StepRule(_D.D11, (_D.D10,), _KAB),
        # The heirs' deadlines run from the death, not from the burial.
        StepRule(_D.D12, (_D.D2,), _KAB),
        StepRule(_D.D13, (_D.D11,), _KAB),
        # Whether anything is suspicious is asked of every death, as soon as it is known who it is.
        StepRule(_D.D14, (_D.D1,), _PROV),
    )
}

ENDED = frozenset({StepState.DONE, StepState.WAIVED})
NOT_NEEDED_ABROAD = frozenset({_D.D6, _D.D7, _D.D8, _D.D9, _D.D10})
"""What falls away when the family decides for a burial abroad."""
NOT_NEEDED_PAPERS_ABROAD = frozenset(
    {_P.AGENT_REQUEST, _P.ESCORT_PASSPORT, _P.EXPORT_PERMIT, _P.SEALING, _P.EMBALMING}
)

States = Mapping[DeathStep, StepState]


def at_first() -> dict[DeathStep, StepState]:
    """Return the states when the news arrives: only the first step is open."""
    return {step: StepState.OPEN if step == _D.D0 else StepState.WAITING for step in DeathStep}


def may_end(states: States, step: DeathStep) -> bool:
    """Tell whether a step may be done now: it is open, and all before it have ended."""
    return states[step] == StepState.OPEN and is_reached(states, step)


def is_reached(states: States, step: DeathStep) -> bool:
    """Tell whether everything before a step has ended."""
    return all(states[before] in ENDED for before in RULES[step].after)


def may_waive(states: States, step: DeathStep) -> bool:
    """Tell whether a step may be left out now, with a reason."""
    return RULES[step].may_be_waived and may_end(states, step)


def to_open(states: States) -> tuple[DeathStep, ...]:
    """Return the waiting steps whose turn has come, in order."""
    return tuple(
        step for step in DeathStep if states[step] == StepState.WAITING and is_reached(states, step)
    )


def falls_away(decision: FamilyDecision) -> tuple[DeathStep, ...]:
    """Return the steps that the family's decision makes needless, in order."""
    if decision == FamilyDecision.HOME:
        return ()
    return tuple(step for step in DeathStep if step in NOT_NEEDED_ABROAD)


def unfinished(states: States) -> tuple[DeathStep, ...]:
    """Return the steps that keep a case from being closed."""
    return tuple(step for step in DeathStep if states[step] not in ENDED)


def may_tell(*, told_in_person: bool, states: States) -> bool:
    """Tell whether any message about this death may leave.

    Only when a trained person has told the family face to face. A waived D2 (nobody of the family
    could be found) opens nothing: there is nobody whom a message may reach first.
    """
    return told_in_person and states[_D.D2] == StepState.DONE


def papers_for(decision: str) -> tuple[DeathPaperKind, ...]:
    """Return the papers of the checklist that the decision leaves."""
    whole = RULES[_D.D4].papers
    if decision != FamilyDecision.ABROAD:
        return whole
    return tuple(paper for paper in whole if paper not in NOT_NEEDED_PAPERS_ABROAD)


def missing_papers(papers: Iterable[tuple[str, bool]]) -> tuple[str, ...]:
    """Return the codes of papers that are neither here nor not needed: (code, is settled) each."""
    return tuple(code for code, is_settled in papers if not is_settled)
