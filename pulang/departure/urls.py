"""Addresses of departure. They carry public ids only."""

from django.urls import path

from pulang.departure.views import (
    agencies,
    checkpoint,
    clearances,
    costs,
    interceptions,
    manifests,
    orders,
    passes,
)

app_name = "departure"

urlpatterns = [
    # companies, permits, job orders
    path("agencies/", agencies.index, name="agencies"),
    path("agencies/new/", agencies.new, name="agency_new"),
    path("agencies/closed/", agencies.closures, name="closures"),
    path("agencies/<ulid:agency>/", agencies.show, name="agency"),
    path("agencies/<ulid:agency>/edit/", agencies.edit, name="agency_edit"),
    path("agencies/<ulid:agency>/branches/new/", agencies.branch, name="branch"),
    path("agencies/<ulid:agency>/sanctions/new/", agencies.sanction, name="sanction"),
    path("agencies/<ulid:agency>/permits/new/", agencies.permit, name="permit"),
    path("permits/<ulid:permit>/quota/", agencies.quota, name="quota"),
    path("agencies/<ulid:agency>/deposit.pdf", agencies.deposit, name="deposit"),
    path("sanctions/<ulid:sanction>/lift/", agencies.lift, name="lift"),
    path("orders/", orders.index, name="orders"),
    path("orders/<ulid:order>/", orders.show, name="order"),
    path("orders/<ulid:order>/verify/", orders.verify, name="verify"),
    path("permits/<ulid:permit>/orders/new/", orders.new, name="order_new"),
    path("<ulid:migration>/agreement/new/", orders.sign, name="sign"),
    path("<ulid:migration>/agreement/<ulid:agreement>/cancel/", orders.cancel, name="cancel"),
    # costs
    path("costs/", costs.waiting, name="overcharged"),
    path("costs/rules/", costs.versions, name="rulesets"),
    path("costs/rules/new/", costs.enact, name="ruleset_new"),
    path("costs/rules/<slug:code>/", costs.version, name="ruleset"),
    path("<ulid:migration>/costs/", costs.of_migration, name="costs"),
    path("<ulid:migration>/costs/new/", costs.new, name="cost_new"),
    path("<ulid:migration>/costs/complaint.pdf", costs.complaint, name="complaint"),
    path("<ulid:migration>/costs/<ulid:line>/review/", costs.review, name="cost_review"),
    path("<ulid:migration>/costs/<ulid:line>/refund/", costs.refund, name="cost_refund"),
    path("<ulid:migration>/costs/<ulid:line>/withdraw/", costs.withdraw, name="cost_withdraw"),
    # clearance
    path("<ulid:migration>/clearance/", clearances.sheet, name="clearance"),
    path("<ulid:migration>/clearance/grant/", clearances.grant, name="grant"),
    path("<ulid:migration>/clearance/<ulid:clearance>/revoke/", clearances.revoke, name="revoke"),
    path(
        "<ulid:migration>/clearance/<ulid:clearance>/postpone/",
        clearances.postpone,
        name="postpone",
    ),
    # stopped departures
    path("stops/", interceptions.index, name="interceptions"),
    path("stops/new/", interceptions.new, name="stop"),
    path("stops/counts/", interceptions.counts, name="stops"),
    path("stops/counts.svg", interceptions.plot, name="stops_plot"),
    path("stops/<ulid:interception>/", interceptions.show, name="interception"),
    path("stops/<ulid:interception>/recruiter/", interceptions.recruiter, name="recruiter"),
    path("stops/<ulid:interception>/follow/", interceptions.follow, name="follow"),
    path("stops/<ulid:interception>/offer/", interceptions.offer, name="offer"),
    path("stops/<ulid:interception>/way-home/", interceptions.way_home, name="way_home"),
    # passes
    path("passes/<ulid:issued>/", passes.show, name="pass"),
    path("passes/<ulid:issued>/qr.svg", passes.picture, name="pass_qr"),
    path("passes/<ulid:issued>/letter.pdf", passes.letter, name="pass_letter"),
    path("passes/<ulid:issued>/revoke/", passes.revoke, name="pass_revoke"),
    # checkpoint
    path("checkpoint/", checkpoint.home, name="checkpoint"),
    path("checkpoint/verify/", checkpoint.verify, name="checkpoint_verify"),
    path("checkpoint/lost/", checkpoint.lost, name="checkpoint_lost"),
    path("checkpoint/sync/", checkpoint.sync, name="checkpoint_sync"),
    path("checkpoint/keys.cbor", checkpoint.keys, name="checkpoint_keys"),
    path("checkpoint/revoked.cbor", checkpoint.revoked, name="checkpoint_revoked"),
    path("checkpoint/worker.js", checkpoint.worker, name="checkpoint_worker"),
    path("checkpoint/manifest.webmanifest", checkpoint.manifest, name="checkpoint_manifest"),
    # passenger lists
    path("manifests/", manifests.index, name="manifests"),
    path("manifests/<ulid:manifest>/", manifests.show, name="manifest"),
    path("manifests/<ulid:manifest>/compared.csv", manifests.export, name="manifest_export"),
    path(
        "manifests/<ulid:manifest>/compared.xlsx",
        manifests.export_xlsx,
        name="manifest_export_xlsx",
    ),
    path("manifests/<ulid:manifest>/forget/", manifests.forget, name="manifest_forget"),
]
