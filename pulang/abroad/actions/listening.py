"""What phones bring: answers by SMS and WhatsApp, by the link, and calls that officers make."""

from collections.abc import Sequence
from datetime import datetime

from pulang.abroad import texts
from pulang.abroad.actions import checkins, desks
from pulang.abroad.models import CheckIn, SafeContact
from pulang.abroad.queries import links
from pulang.abroad.rules import answers
from pulang.abroad.terms import UNANSWERED, Answer, ContactRank, Via
from pulang.access.queries import service_actor
from pulang.access.terms import Role
from pulang.base import crypto
from pulang.base.privacy import DataClass
from pulang.coordination import terms as places
from pulang.coordination.actions import tasks
from pulang.coordination.terms import Urgency
from pulang.notices.actions import outbox
from pulang.notices.models import InboundMessage
from pulang.notices.queries.inbound import Heard


def hear(heard: Heard) -> bool:
    """Understand a message that came in; the service acts. False: it is from nobody we know."""
    known = list(
        SafeContact.objects.filter(
            address_hash=heard.address_hash, ended_at=None, placement__ended_at=None
        ).select_related("placement__migration__person")
    )
    reading = answers.read(heard.text)
    if not known:
        _unknown(heard, reading)
        return False
    hers = [one for one in known if one.rank == ContactRank.HERSELF]
    if hers:
        _hers(hers, reading, heard)
    else:
        for contact in known:
            _about_her(contact, heard)
    return True


def _hers(hers: Sequence[SafeContact], reading: answers.Reading, heard: Heard) -> None:
    via = Via.WHATSAPP if heard.channel == "whatsapp" else Via.SMS
    answer, is_sure = Answer(reading.answer), reading.is_sure
    chosen = list(hers)
    if len(hers) > 1:
        # One phone, several workers: a cry is everybody's, "fine" is nobody's until one is asked.
        asked = set(
            CheckIn.objects.filter(
                placement__in=[one.placement_id for one in hers], state__in=sorted(UNANSWERED)
            ).values_list("placement_id", flat=True)
        )
        waiting = [one for one in hers if one.placement_id in asked]
        if answer == Answer.FINE:
            chosen = waiting or chosen
            if len(chosen) > 1:
                answer, is_sure = Answer.CALL, False
    is_word = is_sure and len(heard.text.split()) <= 1
    for contact in chosen:
        checkins.heard(
            placement=contact.placement,
            answer=answer,
            via=via,
            text="" if is_word else heard.text,
            is_sure=is_sure,
            at=heard.received_at,
        )


def _about_her(contact: SafeContact, heard: Heard) -> None:
    """Put what a friend or her family wrote on the kabupaten's desk: she herself has not spoken."""
    migration, service = contact.placement.migration, service_actor()
    desks.put(
        kind="abroad.about_her",
        key=f"abroad.about_her:{heard.public_id}",
        desk=desks.kabupaten(migration),
        migration=migration,
        url=contact.placement.get_absolute_url(),
        by=service,
        at=heard.received_at,
        urgency=Urgency.TODAY,
        hours=24,
        facts={"rank": contact.rank},
    )


def _unknown(heard: Heard, reading: answers.Reading) -> None:
    """Answer a stranger with the number that helps everybody; a cry for help reaches the province."""
    service, at = service_actor(), heard.received_at
    address = InboundMessage.objects.get(public_id=heard.public_id).sealed_address
    outbox.queue(
        channel=heard.channel,
        address=crypto.unseal(address, data_class=DataClass.D8),
        template=texts.UNKNOWN,
        language="id",
        facts={},
        key=f"abroad.unknown:{heard.address_hash}:{at:%Y-%m-%d}",
        at=at,
        by=service,
    )
    if reading.answer == Answer.HELP:
        tasks.open(
            kind="abroad.unknown_help",
            key=f"abroad.unknown_help:{heard.address_hash}",
            desk=places.desk(Role.PROVINCIAL_OFFICER, desks.PROVINCE),
            by=service,
            at=at,
            due_at=at,
            urgency=Urgency.NOW,
            url="/notices/received/",
        )


def by_link(*, check_in: str, token: str, answer: Answer, text: str, at: datetime) -> CheckIn:
    """Take an answer given on the page of the link.

    Raises: NotFound.
    """
    asked = links.opened(check_in, token, at=at)
    return checkins.heard(
        placement=asked.check_in.placement, answer=answer, via=Via.LINK, text=text, at=at
    )
