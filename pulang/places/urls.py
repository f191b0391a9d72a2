"""Addresses of places."""

from django.urls import path

from pulang.places import views

app_name = "places"

urlpatterns = [
    path("", views.home, name="home"),
    path("find/", views.find, name="find"),
    path("suggest/", views.suggest, name="suggest"),
    path("countries/", views.countries, name="countries"),
    path("exits/", views.exit_list, name="exits"),
    path("exits/<slug:code>/", views.exit_page, name="exit"),
    path("exits/<slug:code>/checks/", views.add_check, name="add_check"),
    path("exits/<slug:code>/checks/<ulid:check>/end/", views.end_check, name="end_check"),
    path("exits/<slug:code>/duties/", views.add_duty, name="add_duty"),
    path("exits/<slug:code>/duties/<ulid:duty>/cancel/", views.cancel_duty, name="cancel_duty"),
    path("<int:code>/", views.place, name="place"),
]
