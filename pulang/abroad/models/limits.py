"""How much time there is: dated values with their source, never constants of the code."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pulang.abroad.terms import LimitOf
from pulang.base import reach
from pulang.base.privacy import DataClass


class TimeLimit(models.Model):
    """Hours allowed for one thing from a day on; code `*` is for all that have no limit of their own."""

    limit_of = models.CharField(_("for"), max_length=20, choices=LimitOf)
    code = models.CharField(_("code"), max_length=24)
    hours = models.PositiveIntegerField(_("hours"))
    starts_on = models.DateField(_("from"))
    source = models.CharField(_("source"), max_length=200)
    tag = models.CharField(_("evidence"), max_length=8)

    class Meta:
        verbose_name = _("time limit")
        verbose_name_plural = _("time limits")
        ordering = ("limit_of", "code", "starts_on")
        constraints = [
            models.UniqueConstraint(
                fields=["limit_of", "code", "starts_on"], name="time_limit_once_a_day"
            ),
            models.CheckConstraint(condition=models.Q(hours__gt=0), name="time_limit_positive"),
            models.CheckConstraint(condition=~models.Q(source=""), name="time_limit_has_source"),
        ]

    class Privacy:
        fields = {"*": DataClass.D1}

    class Reach:
        read = reach.EVERYONE
        write = reach.permits("rule.write")
        remove = reach.NOBODY  # a new day's value is a new row

    def __str__(self) -> str:
        return f"{self.limit_of} {self.code} {self.starts_on}"
