"""The people's pages: what an admin, a lead and everybody else can do there with forms alone."""

import pytest
from django.urls import reverse

from tests.desk.conftest import Desk

HOSTILE = "<script>alert(1)</script>\u202eevil\u0000\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301"


@pytest.fixture
def admin(desk: Desk, client):
    client.force_login(desk.user("alex"))
    return client


PAGES = ("people", "teams", "preferences", "audit")


@pytest.mark.parametrize("name", PAGES)
def test_an_admin_sees_every_page(admin, name) -> None:
    answer = admin.get(reverse(name))
    assert answer.status_code == 200
    assert "<h1" in answer.text
    assert " style=" not in answer.text
    assert "no-store" in answer["Cache-Control"]
