"""What preparing holds."""

from pulang.preparation.models.families import FamilyConsent, Interview, InterviewNote
from pulang.preparation.models.papers import Flag, Paper, PaperFile
from pulang.preparation.models.rulesets import DocumentType, Requirement
from pulang.preparation.models.sessions import Certificate, Enrolment, Session

__all__ = [
    "Certificate",
    "DocumentType",
    "Enrolment",
    "FamilyConsent",
    "Flag",
    "Interview",
    "InterviewNote",
    "Paper",
    "PaperFile",
    "Requirement",
    "Session",
]
