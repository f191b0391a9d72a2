"""The death of Melkianus in Selangor: three messages, the family told by Suster Ina."""

from datetime import date, timedelta

from pulang.abroad.actions import death_reports, death_steps
from pulang.abroad.actions.death_reports import DeathNews
from pulang.abroad.actions.deaths import Told
from pulang.abroad.models import DeathCase
from pulang.abroad.terms import DeathStep
from pulang.access import context
from pulang.access.terms import Actor
from pulang.people.tests.factories import AT

DIED = date(2026, 11, 20)
MISSION = DeathNews("mission", "Melkianus Nb.", None, "Shah Alam, Selangor", DIED)
FAMILY = DeathNews("family", "Melkhianus N.", None, "Selangor", DIED + timedelta(days=1))
FRIENDS = DeathNews("community", "Melki", None, "Selangor, Malaysia", DIED)
TOLD = Told(
    told_at=AT + timedelta(hours=3),
    teller="Suster Ina",
    teller_is_trained=True,
    told_whom="Yuliana Nabu",
    told_relation="mother",
    told_with="village",
    told_with_name="Pak Yos",
)


def hear(actor: Actor, news: DeathNews, at=AT) -> DeathCase:
    """Take a message as an officer would."""
    with context.acting(actor):
        return death_reports.receive(news=news, by=actor, at=at).case


def do(actor: Actor, step: DeathStep, case: DeathCase, hours=1, **more) -> DeathCase:
    """Tick a step off some hours later; the actor acts already."""
    return death_steps.done(case=case, step=step, by=actor, at=AT + timedelta(hours=hours), **more)
