"""The people's pages."""

from django.urls import include, path

from heard.desk.people.views import audit, links, own, people

urlpatterns = [
    path("account/", include("heard.desk.people.account_urls")),
    path("welcome/<str:token>/", links.link, name="link"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/invitations/<int:pk>/withdraw/", people.withdraw, name="withdraw"),
    path("people/teams/", people.team_list, name="teams"),
    path("people/teams/<int:pk>/", people.team, name="team"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/role/", people.role, name="person_role"),
    path("people/<int:pk>/admin/", people.admin, name="person_admin"),
    path("people/<int:pk>/capacity/", people.capacity, name="person_capacity"),
    path("people/<int:pk>/reset/", people.reset, name="person_reset"),
    path("people/<int:pk>/deactivate/", people.deactivate, name="person_deactivate"),
    path("people/<int:pk>/activate/", people.activate, name="person_activate"),
    path("people/<int:pk>/second-factor/", people.drop_second, name="person_second_factor"),
    path("people/<int:pk>/shifts/", own.shifts, name="shifts"),
    path("people/<int:pk>/shifts/<int:shift>/remove/", own.remove_shift, name="remove_shift"),
    path("preferences/", own.preferences, name="preferences"),
    path("audit/", audit.audit, name="audit"),
    path("audit/export/", audit.export, name="audit_export"),
]
