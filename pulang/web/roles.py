"""What each role finds here, in words of the one who has it: for the start page."""

from django.utils.translation import gettext_lazy as _

from pulang.access.terms import Role

ABOUT = {
    Role.WORKER: _(
        "Here you follow your own file: your papers, and how you are when you work abroad."
    ),
    Role.VILLAGE_OFFICER: _(
        "You register people of your village who want to work abroad. Always search first: she may"
        " already be known."
    ),
    Role.FIELD_VOLUNTEER: _(
        "You register people you meet and see those you registered. Always search first."
    ),
    Role.KABUPATEN_OFFICER: _("You see and register the people of your kabupaten."),
    Role.PROVINCIAL_OFFICER: _("You find people of the province and answer for its figures."),
    Role.CHECKPOINT_OFFICER: _("You look up a traveller by name, NIK or passport."),
    Role.CASE_WORKER: _(
        "You see the people assigned to you. In an emergency you can open another record, with a"
        " reason that is reviewed."
    ),
    Role.POLICE_LIAISON: _("You see the people of the cases assigned to you."),
    Role.BANK_OFFICER: _("You find those who apply at your branch."),
    Role.BANK_APPROVER: _("You look up those whose application waits for your decision."),
    Role.TRAINER: _("You find those who train with you."),
    Role.ADVISER: _("You look up those whom you coach."),
    Role.COORDINATOR: _("You see figures, never persons."),
    Role.DATA_STEWARD: _(
        "You bring the agencies' lists in, decide doubtful pairs and keep one true record of each"
        " person."
    ),
    Role.AUDITOR: _(
        "You see who did what and why, and answer people's questions about their data."
    ),
    Role.ADMINISTRATOR: _("You keep organisations, accounts and their roles in order."),
    Role.SERVICE: _("No human being signs in here."),
}
