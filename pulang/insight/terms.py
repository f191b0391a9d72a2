"""Vocabulary of insight."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Topic(TextChoices):
    """What a published figure counts."""

    PLACEMENT = "placement", _("placed through the official route")
    DEATHS = "deaths", _("dead who came home")
    TPPO_VICTIMS = "tppo_victims", _("victims of trafficking, police")
    TPPO_REPORTS = "tppo_reports", _("reports of trafficking, police")
    TPPO_SUSPECTS = "tppo_suspects", _("suspects of trafficking, police")
    REMITTANCE = "remittance", _("money sent home")
    WOMEN_SHARE = "women_share", _("share of women")


class Unit(TextChoices):
    """In what a figure is given."""

    PERSONS = "persons", _("persons")
    REPORTS = "reports", _("reports")
    RUPIAH = "rupiah", _("rupiah")
    PERCENT = "percent", _("percent")


class Basis(TextChoices):
    """Where in its source a figure stands: headline and table of one report may differ."""

    HEADLINE = "headline", _("headline")
    TABLE = "table", _("table")
    TEXT = "text", _("text")


class Sex(TextChoices):
    """Of whom a figure speaks; empty when of everybody."""

    FEMALE = "F", _("women")
    MALE = "M", _("men")


class Part(TextChoices):
    """A part of the whole that a figure speaks of; empty when of the whole."""

    INFORMAL = "informal", _("informal sector")
    FORMAL = "formal", _("formal sector")
    NON_PROCEDURAL = "non-procedural", _("left without papers")
