"""Addresses of journey."""

from django.urls import path

from pulang.journey.views import families, files, migrations, timeline

urlpatterns = [
    path("", migrations.listing, name="migrations"),
    path("new/<ulid:person>/", migrations.new, name="new"),
    path("person/<ulid:person>/timeline/", timeline.show, name="timeline"),
    path("event/<ulid:event>/correct/", timeline.correct, name="correct"),
    path("family/<str:secret>/", families.show, name="family"),
    path("<ulid:migration>/", files.show, name="migration"),
    path("<ulid:migration>/edit/", migrations.edit, name="edit"),
    path("<ulid:migration>/reach/", files.reach, name="reach"),
    path("<ulid:migration>/take-back/", files.take_back, name="take_back"),
    path("<ulid:migration>/override/", files.override, name="override"),
    path("<ulid:migration>/override/<ulid:override>/", files.decide, name="decide"),
    path("<ulid:migration>/hold/", files.hold, name="hold"),
    path("<ulid:migration>/hold/<ulid:hold>/lift/", files.lift, name="lift"),
    path("<ulid:migration>/family/", families.share, name="share"),
    path("<ulid:migration>/family/<ulid:link>/revoke/", families.revoke, name="revoke"),
]
