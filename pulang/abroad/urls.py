"""Addresses of abroad. They carry public ids only, never a name or a number of a person."""

from django.urls import path

from pulang.abroad.views import (
    answers,
    checkins,
    complaints,
    contacts,
    deaths,
    herself,
    placements,
    way_home,
)

_placements_and_check_ins = [
    path("", placements.workers, name="workers"),
    path("start/<ulid:migration>/", placements.start, name="start"),
    path("placements/<ulid:placement>/", placements.show, name="placement"),
    path("placements/<ulid:placement>/change/", placements.change, name="change"),
    path("placements/<ulid:placement>/contact/", placements.contact, name="contact"),
    path("placements/<ulid:placement>/end/", placements.end, name="end"),
    path("placements/<ulid:placement>/return/", placements.plan_return, name="plan_return"),
    path("placements/<ulid:placement>/call/", checkins.call, name="call"),
    path("check-ins/", checkins.overdue, name="overdue"),
    path("check-ins/<ulid:check_in>/", checkins.show, name="check_in"),
    path("check-ins/<ulid:check_in>/close/", checkins.close, name="close"),
    path("check-ins/<ulid:check_in>/missing/", checkins.missing, name="missing"),
    path("missions/", placements.missions, name="missions"),
    path("missions/<slug:mission>/", placements.mission, name="mission"),
    path("me/", answers.me, name="me"),
    path("c/<ulid:check_in>/<slug:token>/", answers.by_link, name="answer"),
]

_complaints_and_deaths = [
    path("complaints/", complaints.listing, name="complaints"),
    path("complaints/new/<ulid:person>/", complaints.create, name="complaint_new"),
    path("complaints/<ulid:complaint>/", complaints.show, name="complaint"),
    path("me/complaint/", herself.complain, name="my_complaint"),
    path("me/remittances/", herself.send_home, name="my_remittances"),
    path(
        "me/remittances/<ulid:remittance>/take-back/", herself.take_back, name="my_remittance_back"
    ),
    path("contacts/<ulid:migration>/new/", contacts.note, name="contact_new"),
    path("deaths/", deaths.listing, name="deaths"),
    path("deaths/new/", deaths.report, name="death_new"),
    path("deaths/<ulid:case>/", deaths.show, name="death"),
    path("deaths/<ulid:case>/identify/", deaths.identify, name="death_identify"),
    path("deaths/<ulid:case>/tell/", deaths.tell, name="death_tell"),
    path("deaths/<ulid:case>/decide/", deaths.decide, name="death_decide"),
    path("deaths/<ulid:case>/steps/<slug:step>/", deaths.step, name="death_step"),
    path("deaths/<ulid:case>/paper/", deaths.paper, name="death_paper"),
    path("deaths/<ulid:case>/investigate/", deaths.suspect, name="death_suspect"),
    path("deaths/<ulid:case>/notify/", deaths.notify, name="death_notify"),
    path("deaths/<ulid:case>/doubts/<ulid:doubt>/", deaths.decide_doubt, name="death_doubt"),
    path("deaths/<ulid:case>/close/", deaths.close, name="death_close"),
    path("deaths/<ulid:case>/costs/new/", way_home.cost, name="death_cost"),
    path("deaths/<ulid:case>/costs/<ulid:item>/", way_home.share, name="death_share"),
    path(
        "deaths/<ulid:case>/shares/<int:key>/withdraw/",
        way_home.withdraw_share,
        name="death_share_back",
    ),
    path("deaths/<ulid:case>/legs/new/", way_home.leg, name="death_leg"),
    path("deaths/<ulid:case>/legs/<ulid:leg>/", way_home.hand_over, name="death_hand_over"),
    path("deaths/<ulid:case>/legs/<ulid:leg>/receipt/", way_home.receipt, name="death_receipt"),
    path("deaths/<ulid:case>/rights/<ulid:claim>/", way_home.claim, name="death_claim"),
    path("deaths/<ulid:case>/rights/", way_home.heirs_pack, name="death_heirs"),
]

urlpatterns = [*_placements_and_check_ins, *_complaints_and_deaths]
