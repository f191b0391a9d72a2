"""Addresses of linkage: bringing lists in, linking, reviewing, the registry's overview."""

from django.urls import path

from pulang.linkage.views import identities, intake, overview, review, runs

app_name = "linkage"

urlpatterns = [
    path("sources/", intake.source_list, name="sources"),
    path("sources/new/", intake.new_source, name="new_source"),
    path("sources/<ulid:source>/", intake.source, name="source"),
    path("sources/files/<ulid:batch>/", intake.batch, name="batch"),
    path("sources/files/<ulid:batch>/columns/", intake.columns, name="columns"),
    path("sources/files/<ulid:batch>/sheet/", intake.other_sheet, name="other_sheet"),
    path("sources/files/<ulid:batch>/preview/", intake.preview, name="preview"),
    path("sources/files/<ulid:batch>/start/", intake.start, name="start_import"),
    path("sources/files/<ulid:batch>/cancel/", intake.cancel, name="cancel_import"),
    path("sources/files/<ulid:batch>/progress/", intake.progress, name="import_progress"),
    path("sources/files/<ulid:batch>/refused.csv", intake.refused_csv, name="refused_csv"),
    path("sources/files/<ulid:batch>/refused.xlsx", intake.refused_xlsx, name="refused_xlsx"),
    path("", overview.index, name="overview"),
    path("overlap.svg", overview.overlap_plot, name="overlap_plot"),
    path("export/", overview.export, name="export"),
    path("runs/", runs.index, name="runs"),
    path("runs/<ulid:run>/", runs.run, name="run"),
    path("runs/<ulid:run>/progress/", runs.progress, name="run_progress"),
    path("runs/<ulid:run>/precision.svg", runs.precision_plot, name="precision_plot"),
    path("review/", review.queue, name="review"),
    path("review/undo/", review.undo_last, name="undo_last"),
    path("review/<ulid:pair>/", review.pair, name="pair"),
    path("review/<ulid:pair>/decide/", review.decide, name="decide"),
    path("review/<ulid:pair>/confirm/", review.confirm, name="confirm"),
    path("review/<ulid:pair>/reopen/", review.reopen, name="reopen"),
    path("persons/<ulid:person>/split/", identities.split, name="split"),
    path("persons/<ulid:person>/choose/", identities.choose, name="choose"),
    path("changes/<ulid:change>/undo/", identities.undo, name="undo_change"),
]
