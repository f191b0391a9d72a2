"""With which step of the payout each cost is paid (handbook 5.6)."""

from collections.abc import Mapping

from pulang.law.terms import Component
from pulang.lending.terms import TrancheStep

_C, _T = Component, TrancheStep

STEP_OF: Mapping[Component, TrancheStep] = {
    _C.PASSPORT: _T.T1,
    _C.PASSPORT_REPLACEMENT: _T.T1,
    _C.MEDICAL: _T.T1,
    _C.PSYCHOLOGY: _T.T1,
    _C.POLICE_RECORD: _T.T1,
    _C.INSURANCE: _T.T1,
    _C.ADMINISTRATION: _T.T1,
    _C.CREDIT_INSURANCE: _T.T1,
    _C.TRAINING: _T.T2,
    _C.CERTIFICATE: _T.T2,
    _C.LANGUAGE: _T.T2,
    _C.LODGING: _T.T2,
    _C.VISA: _T.T3,
    _C.LEGALISATION: _T.T3,
    _C.TICKET: _T.T3,
    _C.LOCAL_TRANSPORT: _T.T3,
    _C.COMPANY_FEE: _T.T3,
    _C.EQUIPMENT: _T.T4,
    _C.POCKET_MONEY: _T.T4,
    _C.FAMILY_START: _T.T4,
}
"""What a loan may pay at all. A recruiter's fee is never among it (UU 18/2017 Pasal 30), nor the
loan's own interest."""
