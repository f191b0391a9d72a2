"""Organisations, members, the trail of who did what, the privacy desk."""

from pulang.access.models.members import Grant, Membership, User
from pulang.access.models.organisations import Organisation, OrganisationName
from pulang.access.models.privacy import Breach, SubjectRequest
from pulang.access.models.trail import AuditEntry, AuditLink, EmergencyAccess, HistoryEntry

__all__ = [
    "AuditEntry",
    "AuditLink",
    "Breach",
    "EmergencyAccess",
    "Grant",
    "HistoryEntry",
    "Membership",
    "Organisation",
    "OrganisationName",
    "SubjectRequest",
    "User",
]
