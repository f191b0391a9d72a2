"""Words of the law as Pulang keeps it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

TITLE = _("Law and values")
"""The menu's word; the entry itself is added by packages above."""

RULE_WRITE = "rule.write"
"""The permission of whoever keeps legal values; the table of roles stands in access."""

HOLIDAYS = "holidays"
"""The code of the list of public holidays."""


class Evidence(TextChoices):
    """How well a legal value is known. Nothing here replaces the text of the law."""

    VERIFIED = "V", _("read in a published source")
    KNOWN = "K", _("expert knowledge, to be confirmed")
    POLICY = "P", _("a rule of this programme, not of the law")


class Component(TextChoices):
    """What a candidate may be asked to pay for (handbook 5.2)."""

    PASSPORT = "passport", _("first passport")
    PASSPORT_REPLACEMENT = "passport_replacement", _("replacement of a passport")
    MEDICAL = "medical", _("medical examination")
    PSYCHOLOGY = "psychology", _("psychological examination")
    POLICE_RECORD = "police_record", _("police record (SKCK)")
    INSURANCE = "insurance", _("social insurance (BPJS)")
    TRAINING = "training", _("training")
    CERTIFICATE = "certificate", _("competence certificate")
    LANGUAGE = "language", _("language course")
    LODGING = "lodging", _("lodging")
    VISA = "visa", _("work visa")
    LEGALISATION = "legalisation", _("legalisation of the contract")
    TICKET = "ticket", _("ticket, there and back")
    LOCAL_TRANSPORT = "local_transport", _("transport in Indonesia")
    COMPANY_FEE = "company_fee", _("fee of the placement company")
    AGENT_FEE = "agent_fee", _("fee of an agent or recruiter")
    EQUIPMENT = "equipment", _("clothes and equipment")
    POCKET_MONEY = "pocket_money", _("pocket money")
    FAMILY_START = "family_start", _("first costs of the family")
    INTEREST = "interest", _("interest")
    CREDIT_INSURANCE = "credit_insurance", _("credit insurance")
    ADMINISTRATION = "administration", _("administration")
