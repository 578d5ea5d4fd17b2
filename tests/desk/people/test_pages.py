"""The people's pages: what can be done there with forms alone, and that hostile text stays text."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from heard.desk.people.models import AuditEntry, Link, Membership, Shift, Team, User
from heard.desk.people.services import audit, links
from heard.desk.people.values import plain
from tests.desk.conftest import Desk

HOSTILE = "<script>alert(1)</script>\u202eevil\u0000" + "e" + "\u0301" * 40
HARMLESS = "&lt;script&gt;alert(1)&lt;/script&gt;"


@pytest.fixture
def admin(desk: Desk, client):
    client.force_login(desk.user("alex"))
    return client


def test_an_admin_sees_every_page(desk: Desk, admin) -> None:
    pk = desk.user("sam").pk
    Shift.objects.create(user=desk.user("sam"), weekday=4, begins="22:00", ends="06:00", time_zone="Europe/Berlin")
    for path in (
        *(reverse(name) for name in ("people", "teams", "preferences", "audit")),
        reverse("person", args=[pk]),
        reverse("shifts", args=[pk]),
        reverse("team", args=[desk.team.pk]),
    ):
        answer = admin.get(path)
        assert answer.status_code == 200, path
        assert answer.text.count("<h1") == 1, path
        assert " style=" not in answer.text, path
        assert not re.search(r"<script(?![^>]*src=)", answer.text), path
        assert "no-store" in answer["Cache-Control"], path


def test_a_desk_is_set_up_with_forms_alone(desk: Desk, admin, client) -> None:
    admin.post(reverse("teams"), {"name": "Nights", "time_zone": "Asia/Tokyo", "heavy_cap": "4"})
    team = Team.objects.get(name="Nights")
    answer = admin.post(reverse("invite"), {"email": "Kit@Demo.invalid", "team": team.pk, "role": "lead"})
    path = re.search(r'value="http://127\.0\.0\.1:8000(/welcome/[^"]+)"', answer.text)
    assert path, "the link is there to be copied"
    assert path[1] not in admin.get(reverse("people")).text, "and nowhere else"
    client.logout()
    word = "seven green bottles"
    client.post(path[1], {"name": "Kit Moss", "password": word, "again": word})
    kit = User.objects.get(email="kit@demo.invalid")
    assert (kit.time_zone, kit.memberships.get().role) == ("Asia/Tokyo", "lead")
    entered = {"weekday": "4", "begins": "22:00", "ends": "06:00", "time_zone": "Asia/Tokyo"}
    assert client.post(reverse("shifts", args=[kit.pk]), entered).status_code == 302
    shift = Shift.objects.get(user=kit)
    assert "22:00–06:00" in client.get(reverse("shifts", args=[kit.pk])).text
    client.post(reverse("remove_shift", args=[kit.pk, shift.pk]))
    assert not Shift.objects.exists()


def test_an_invitation_is_taken_back(desk: Desk, admin) -> None:
    admin.post(reverse("invite"), {"email": "kit@demo.invalid", "team": desk.team.pk, "role": "agent"})
    assert "kit@demo.invalid" in admin.get(reverse("people")).text
    admin.post(reverse("withdraw", args=[Link.objects.get().pk]))
    assert "kit@demo.invalid" not in admin.get(reverse("people")).text


def test_somebody_is_changed_deactivated_and_brought_back(desk: Desk, admin) -> None:
    sam = desk.user("sam")
    to = {name: reverse(f"person_{name}", args=[sam.pk]) for name in ("role", "capacity", "deactivate", "activate")}
    admin.post(to["role"], {"team": desk.other.pk, "role": "trainer"})
    admin.post(to["role"], {"team": desk.team.pk, "role": "none"})
    assert list(Membership.objects.filter(user=sam).values_list("team", "role")) == [(desk.other.pk, "trainer")]
    admin.post(to["capacity"], {"capacity": "9"})
    answer = admin.post(to["deactivate"], follow=True)
    assert "Activate again" in answer.text
    assert "Link for a new password" not in answer.text
    assert "Deactivate<" in admin.post(to["activate"], follow=True).text
    sam.refresh_from_db()
    assert (sam.capacity, sam.is_active) == (9, True)


def test_what_cannot_be_done_is_said_with_its_code_and_the_next_step(desk: Desk, admin) -> None:
    alex = desk.user("alex").pk
    for path, data, code in (
        (reverse("person_deactivate", args=[alex]), {}, "D023"),
        (reverse("person_admin", args=[alex]), {"on": "0"}, "D023"),
        (reverse("person_capacity", args=[alex]), {"capacity": "900"}, "D028"),
        (reverse("person_capacity", args=[alex]), {"capacity": "many"}, "D028"),
        (reverse("person_role", args=[alex]), {"team": "77", "role": "agent"}, "D028"),
        (reverse("invite"), {"email": "sam@demo.invalid", "team": desk.team.pk, "role": "agent"}, "D022"),
        (reverse("teams"), {"name": "Parcels", "time_zone": "UTC", "heavy_cap": "8"}, "D027"),
        (
            reverse("shifts", args=[alex]),
            {"weekday": "1", "begins": "09:00", "ends": "09:00", "time_zone": "UTC"},
            "D026",
        ),
    ):
        assert f"({code})" in admin.post(path, data, follow=True).text, path
    assert User.objects.get(pk=alex).is_admin


@pytest.mark.parametrize(
    "data",
    [
        {"theme": "pink"},
        {"time_zone": "../../etc/passwd"},
        {"time_zone": "Mars/Olympus"},
        {"theme": ""},
    ],
)
def test_preferences_that_cannot_be(desk: Desk, admin, data) -> None:
    whole = {"theme": "dark", "time_zone": "UTC"} | data
    assert admin.post(reverse("preferences"), whole).status_code == 400
    assert User.objects.get(pk=desk.user("alex").pk).theme == "system"


def test_hostile_names_stay_text(desk: Desk, admin) -> None:
    User.objects.filter(pk=desk.user("sam").pk).update(name=HOSTILE.replace("\0", "")[:120])
    Team.objects.filter(pk=desk.team.pk).update(name=HOSTILE.replace("\0", "")[:120])
    audit.read(desk.viewer("sam"), desk.say("x", read=False).conversation)
    AuditEntry.objects.update(actor_name="<script>alert(1)</script>", detail="<img src=x onerror=alert(1)>")
    links.invite(desk.viewer("alex"), "kit@demo.invalid", desk.team, "agent")
    for path in (
        *(reverse(name) for name in ("people", "teams", "audit")),
        reverse("person", args=[desk.user("sam").pk]),
        reverse("shifts", args=[desk.user("sam").pk]),
        reverse("team", args=[desk.team.pk]),
    ):
        text = admin.get(path).text
        assert "<script>alert" not in text, path
        assert "<img src=x" not in text, path
        assert HARMLESS in text, path


def test_names_are_kept_plain() -> None:
    assert plain(HOSTILE) == "<script>alert(1)</script>evil\u00e9\u0301\u0301\u0301\u0301"
    assert plain("  \u200b \u2066 \u200d ") == ""
    assert plain("Zoë 👩🏽‍💻 O’Neil-Łuk") == "Zoë 👩🏽‍💻 O’Neil-Łuk"
    assert plain("محمد علی") == "محمد علی"
    assert len(plain("x" * 1_000_000)) == 120


def fill(desk: Desk, number: int) -> None:
    sam = desk.user("sam")
    AuditEntry.objects.bulk_create(
        AuditEntry(actor=sam, actor_name="Sam", action=audit.READ, conversation=index, team=desk.team)
        for index in range(1, number + 1)
    )


def test_the_log_is_paged_by_its_numbers(desk: Desk, admin) -> None:
    fill(desk, 120)
    seen, path = [], reverse("audit")
    for _page in range(5):
        text = admin.get(path).text
        seen += [int(number) for number in re.findall(r"<td>(\d+)</td>", text)]
        following = re.search(r'href="(/audit/\?[^"]*before=\d+)"', text)
        if not following:
            break
        path = following[1].replace("&amp;", "&")
        AuditEntry.objects.create(actor_name="New", action=audit.READ)
    assert seen == list(range(120, 0, -1)), "nothing twice and nothing left out while new entries come in"


def test_the_log_is_searched(desk: Desk, admin) -> None:
    fill(desk, 3)
    AuditEntry.objects.create(actor=desk.user("mira"), actor_name="Mira", action="team.made", detail="Nights")
    old = AuditEntry.objects.create(actor=desk.user("mira"), actor_name="Mira", action=audit.READ, conversation=77)
    AuditEntry.objects.filter(pk=old.pk).update(at=datetime(2026, 3, 1, 22, 30, tzinfo=UTC))

    def found(**asked) -> int:
        return admin.get(reverse("audit"), asked).text.count("<tr><td><time")

    mira = desk.user("mira").pk
    assert found() == 5
    assert found(person=mira) == 2
    assert found(person=mira, action="team.made") == 1
    assert found(conversation=2) == 1
    assert found(since="2026-03-01", until="2026-03-01") == 1
    User.objects.filter(pk=desk.user("alex").pk).update(time_zone="Asia/Tokyo")
    assert found(until="2026-03-01") == 0, "in Tokyo it was the second of March already"
    assert found(until="2026-03-02") == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"person": "x"},
        {"conversation": "9" * 40},
        {"before": "-1"},
        {"since": "9999-12-31"},
        {"until": "0001-01-01"},
        {"since": "yesterday"},
    ],
)
def test_what_cannot_be_searched_for(desk: Desk, admin, asked) -> None:
    assert admin.get(reverse("audit"), asked).status_code == 400
    assert admin.get(reverse("audit_export"), asked).status_code == 400


def test_the_exported_log_runs_no_formula(desk: Desk, admin) -> None:
    AuditEntry.objects.create(actor_name='=HYPERLINK("http://evil.example")', action=audit.READ, detail="+1\n,2")
    answer = admin.get(reverse("audit_export"))
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode())))
    assert answer["Content-Disposition"].startswith('attachment; filename="audit-')
    assert [row["who"] for row in rows][-1].startswith("'=HYPERLINK")
    assert rows[-1]["detail"] == "'+1\n,2"
    assert AuditEntry.objects.filter(action="audit.exported").count() == 1
