"""Faults and requirements in words that a village officer understands."""

from django.utils.translation import gettext as _

from pulang.departure.models import JobOrder
from pulang.departure.terms import Fault


def fault_in_words(fault: Fault, order: JobOrder) -> str:
    """Say why a job order takes nobody, with what is known of it."""
    permit, agency = order.permit, order.permit.agency
    facts = {
        "agency": agency.name,
        "permit": permit.number,
        "order": order.number,
        "used": permit.used,
        "quota": permit.quota,
        "taken": order.used,
        "places": order.places,
        "country": str(order.destination),
    }
    sentences = {
        Fault.LICENCE: _("%(agency)s may not place anybody now: its licence is not valid."),
        Fault.PERMIT: _("The recruitment permit %(permit)s does not hold on that day."),
        Fault.ORDER: _("The job order %(order)s does not hold on that day."),
        Fault.UNVERIFIED: _("The labour attaché has not verified the job order %(order)s."),
        Fault.FULL: _("All places of the job order are taken: %(taken)d of %(places)d."),
        Fault.QUOTA: _(
            "The quota of the permit %(permit)s is used: %(used)d of %(quota)d. Only the province can raise it, after a new permit."
        ),
        Fault.CLOSED: _("Nobody may be placed to %(country)s in this job at present."),
    }
    return sentences[fault] % facts
