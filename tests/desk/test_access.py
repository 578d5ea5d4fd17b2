"""Who may open what: every address of the resolver, for every role, in one's own team and in another.

``ACCESS`` says for each address by which methods it is asked, what it needs and whose it is. An address that is not in
it fails a test, so nothing can be added without somebody deciding that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import get_resolver, resolve, reverse
from django.utils import timezone

from heard.desk.inbox.models import Alert, Conversation, Message, StopRequest
from heard.desk.live.models import Event
from heard.desk.people.models import Link, Role, Shift, Team, User
from heard.desk.people.services import links
from tests.desk.conftest import Desk, make_desk

pytestmark = pytest.mark.django_db  # each test in a savepoint within the world's transaction

PUBLIC, SIGNED_IN = "public", "signed in"
HOLDERS = {
    "conversations.read": {"agent", "lead", "trainer", "admin"},
    "conversations.reply": {"agent", "lead", "admin"},
    "conversations.share_out": {"lead", "admin"},
    "floor.see": {"lead", "admin"},
    "stop.decide": {"lead", "admin"},
    "shifts.edit": {"lead", "admin"},
    "people.manage": {"admin"},
    "audit.read": {"admin"},
}
"""The roles that hold a permission, written out anew: a change of ``access.py`` has to be made here too."""

PLACES = {
    "sam": {"Parcels": "agent"},
    "priya": {"Parcels": "lead"},
    "theo": {"Parcels": "trainer"},
    "noor": {"Apps": "agent"},
    "ola": {"Apps": "lead"},
    "both": {"Parcels": "trainer", "Apps": "lead"},
    "nowhere": {},
    "alex": {"Parcels": "admin", "Apps": "admin"},
}


@dataclass(frozen=True)
class Things:
    """What there is in one team to ask for."""

    team: Team
    conversation: int
    message: int
    held: int
    failed: int
    asked: int
    alert: int
    stop: int
    customer: int
    person: User
    shift: int
    invitation: int
    secret: str


Data = Callable[[Things, User], dict[str, Any]]
State = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Rule:
    """``methods``; what it ``needs``; ``of``: whose it is, a field of ``Things``; ``data``: a form that would be taken.

    ``changes``: a permitted POST leaves its mark. ``out``: what somebody signed out gets. ``reads``: is in the log.
    ``also``: other answers that are right for somebody who is let in.
    """

    methods: str
    needs: str
    of: str = ""
    data: Data | dict[str, Any] | None = None
    changes: bool = True
    out: int = 302
    reads: bool = False
    also: tuple[int, ...] = ()


def _get(needs: str, of: str = "", **more: Any) -> Rule:
    return Rule("GET", needs, of, **more)


def _post(needs: str, of: str = "", data: Data | dict[str, Any] | None = None, **more: Any) -> Rule:
    return Rule("POST", needs, of, data, **more)


READ, REPLY, SHARE, FLOOR, STOP = (
    "conversations.read",
    "conversations.reply",
    "conversations.share_out",
    "floor.see",
    "stop.decide",
)
MANAGE, AUDIT = "people.manage", "audit.read"

ACCESS: dict[str, Rule] = {
    "home": _get(PUBLIC),
    "offline": _get(PUBLIC),
    # signing in
    "account_login": Rule("GET POST", PUBLIC, data={"login": "x@demo.invalid", "password": "y"}, changes=False),
    "link": Rule("GET POST", PUBLIC, "link", data={}, changes=False, also=(404,)),
    "demo_sign_in": _post(PUBLIC, data=lambda there, _me: {"user": there.person.pk}, changes=False, also=(404,)),
    "account_logout": Rule("GET POST", SIGNED_IN, changes=False, also=(302,)),
    "account_reauthenticate": Rule("GET POST", SIGNED_IN, data={"password": "wrong"}, changes=False),
    "account_change_password": Rule("GET POST", SIGNED_IN, data={}, changes=False),
    # the second factor; these ask for the password once more (302) before they change anything
    "mfa_index": _get(SIGNED_IN),
    "mfa_authenticate": Rule("GET POST", PUBLIC, changes=False, also=(302,)),
    "mfa_reauthenticate": Rule("GET POST", SIGNED_IN, data={"code": "1"}, changes=False),
    "mfa_activate_totp": Rule("GET POST", SIGNED_IN, data={"code": "1"}, changes=False),
    "mfa_deactivate_totp": Rule("GET POST", SIGNED_IN, changes=False, also=(404,)),
    "mfa_view_recovery_codes": _get(SIGNED_IN, also=(404,)),
    "mfa_generate_recovery_codes": Rule("GET POST", SIGNED_IN, changes=False, also=(404,)),
    "mfa_download_recovery_codes": _get(SIGNED_IN, also=(404,)),
    "mfa_list_webauthn": _get(SIGNED_IN),
    "mfa_add_webauthn": Rule("GET POST", SIGNED_IN, data={}, changes=False),
    "mfa_reauthenticate_webauthn": Rule("GET POST", SIGNED_IN, data={}, changes=False, also=(404,)),
    "mfa_edit_webauthn": Rule("GET POST", SIGNED_IN, "nothing", changes=False, also=(404,)),
    "mfa_remove_webauthn": Rule("GET POST", SIGNED_IN, "nothing", changes=False, also=(404,)),
    # one's own
    "preferences": Rule(
        "GET POST", SIGNED_IN, data={"theme": "dark", "time_zone": "Asia/Tokyo", "single_keys": "on", "away": "on"}
    ),
    "shifts": Rule(
        "GET POST",
        "shifts.edit",
        "person",
        data={"weekday": "5", "begins": "10:00", "ends": "12:00", "time_zone": "UTC"},
    ),
    "remove_shift": _post("shifts.edit", "shift"),
    "missed": _get(SIGNED_IN, out=401),
    # people
    "people": _get(MANAGE),
    "invite": _post(
        MANAGE, data=lambda there, _me: {"email": "new@demo.invalid", "team": there.team.pk, "role": "agent"}
    ),
    "withdraw": _post(MANAGE, "invitation"),
    "teams": Rule("GET POST", MANAGE, data={"name": "Third", "time_zone": "UTC", "heavy_cap": "5"}),
    "team": Rule("GET POST", MANAGE, "team", data={"name": "Renamed", "time_zone": "UTC", "heavy_cap": "5"}),
    "person": _get(MANAGE, "person"),
    "person_role": _post(MANAGE, "person", lambda there, _me: {"team": there.team.pk, "role": "trainer"}),
    "person_admin": _post(MANAGE, "person", {"on": "1"}),
    "person_capacity": _post(MANAGE, "person", {"capacity": "3"}),
    "person_reset": _post(MANAGE, "person"),
    "person_deactivate": _post(MANAGE, "person"),
    "person_activate": _post(MANAGE, "person"),
    "person_second_factor": _post(MANAGE, "person"),
    "audit": _get(AUDIT),
    "audit_export": _get(AUDIT),
    # the desk
    "desk": _get(SIGNED_IN),  # who is in no team yet is told so
    "queue": _get(READ),
    "conversation": _get(READ, "conversation", reads=True),
    "thread": _get(READ, "conversation", reads=True),
    "coach": _get(READ, "conversation", reads=True),
    "customer": _get(READ, "customer", reads=True),
    "customer_keep": _post(REPLY, "customer", {"note": "Calls after six.", "important": "on"}),
    "reply": _post(REPLY, "conversation", {"text": "Hello Dana, I am looking at it now."}),
    "undo": _post(REPLY, "held", {}),
    "again": _post(REPLY, "failed", {}),
    "note": _post(REPLY, "conversation", {"text": "She called as well."}),
    "draft": _post(REPLY, "conversation", {"text": "Hello", "version": "0"}),
    "check": _post(REPLY, "conversation", {"text": "Hello"}, changes=False),
    "assign": _post(REPLY, "conversation", lambda _there, me: {"to": me.pk}),
    "hand_off": _post(REPLY, "conversation", lambda there, _me: {"to": there.person.pk, "note": "please"}),
    "snooze": _post(REPLY, "conversation", {"until": "1h"}),
    "close": _post(REPLY, "conversation", {"outcome": "solved"}),
    "reopen": _post(REPLY, "conversation", changes=False),
    "tags": _post(REPLY, "conversation", {"tags": "parcel"}),
    "not_so": _post(REPLY, "message", {"finding": "anger", "reason": "she is joking"}, changes=False),
    "stop": _post(REPLY, "conversation", {"why": "third insult"}),
    "take_over": _post(SHARE, "conversation"),
    "whisper": _post(FLOOR, "conversation", lambda there, _me: {"to": there.person.pk, "text": "Well done."}),
    "dismiss": _post(REPLY, "alert", {"why": "a quotation"}),
    "decide_stop": _post(STOP, "stop", {"decision": "go_on", "note": ""}),
    "bulk": _post(REPLY, data=lambda there, _me: {"ids": [there.conversation], "action": "tag", "tags": "seen"}),
    # the floor
    "floor": _get(FLOOR),
    "floor_strips": _get(FLOOR),
    "floor_people": _get(FLOOR),
    "floor_alerts": _get(FLOOR),
    # the demo
    "demo_guide": _get(SIGNED_IN),
    "demo_reset": _post(SIGNED_IN, changes=False),
}


def patterns() -> Iterator[tuple[str | None, str]]:
    """The name and the route of every address."""

    def walk(resolver: Any, before: str) -> Iterator[tuple[str | None, str]]:
        for each in resolver.url_patterns:
            route = before + str(each.pattern)
            if hasattr(each, "url_patterns"):
                yield from walk(each, route)
            else:
                yield each.name, route

    return walk(get_resolver(), "")


THERE = [name for name, _route in patterns() if name in ACCESS]
POSTED = [name for name in THERE if "POST" in ACCESS[name].methods]


def test_every_address_is_classified() -> None:
    unknown = sorted(f"{route} ({name})" for name, route in patterns() if name not in ACCESS)
    assert not unknown, "say in ACCESS who may open these"


def test_no_address_is_there_twice_under_two_rules() -> None:
    names = [name for name, _route in patterns()]
    assert sorted(names) == sorted(set(names))


def test_nothing_of_allauths_is_open_but_what_is_listed() -> None:
    for path in ("signup/", "email/", "password/reset/", "password/set/", "confirm-email/", "login/code/", "inactive/"):
        with pytest.raises(Exception, match="account"):
            resolve(f"/account/{path}")


@dataclass(frozen=True)
class World:
    """What all tests here begin with: made once, as each puts back what it changed."""

    desk: Desk
    things: dict[str, Things]
    sessions: dict[str, str]
    browser: Client
    strict: Client


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """In each team a conversation with an open reply, one with an alert and a request, a person, a shift, a link."""
    with django_db_blocker.unblock(), transaction.atomic():
        desk = make_desk()
        things = furnish(desk)
        sessions, browser = {}, Client()
        for key in PLACES:
            browser.cookies.clear()
            browser.force_login(desk.user(key))
            sessions[key] = browser.session.session_key or ""
        yield World(desk, things, sessions, browser, Client(enforce_csrf_checks=True))
        transaction.set_rollback(True)


@pytest.fixture
def desk(world: World) -> Desk:
    return world.desk


@pytest.fixture
def things(desk: Desk, world: World) -> dict[str, Things]:
    return world.things


def signed_in(world: World, key: str, *, strict: bool = False) -> Client:
    """A browser in which somebody signed in before the test began; ``strict``: it sends no token with its forms.

    There are only two, as making one is slower than asking it.
    """
    client = world.strict if strict else world.browser
    client.cookies.clear()
    if key:
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[key]
    return client


def furnish(desk: Desk) -> dict[str, Things]:
    for key, places in PLACES.items():
        if key not in desk.people:
            desk.people[key] = User.objects.create_user(f"{key}@demo.invalid", "correct horse battery", name=key)
            for name, role in places.items():
                desk.people[key].memberships.create(team=Team.objects.get(name=name), role=role)
    made = {}
    for name, channel, writer in (("Parcels", desk.channel, "sam"), ("Apps", desk.other_channel, "noor")):
        user, secret = desk.user(writer), f"only-{name}-may-read"
        first = desk.say(secret, thread=f"{secret}-1", channel=channel, author=f"{secret} Okafor", read=False)
        second = desk.say(secret, thread=f"{secret}-2", channel=channel, author=f"{secret} Lee", read=False)
        held = Message.objects.create(
            conversation=first.conversation,
            channel=channel,
            source=secret,
            role="agent",
            user=user,
            text=secret,
            at=timezone.now(),
            delivery="held",
            held_until=timezone.now() + timedelta(hours=1),
        )
        failed = Message.objects.create(
            conversation=first.conversation,
            channel=channel,
            source=f"{secret}-failed",
            role="agent",
            user=user,
            text=secret,
            at=timezone.now(),
            delivery="failed",
        )
        links.invite(desk.viewer("alex"), f"{secret}@demo.invalid", channel.team, "agent")
        made[name] = Things(
            team=channel.team,
            conversation=first.conversation_id,
            message=first.pk,
            held=held.pk,
            failed=failed.pk,
            asked=second.conversation_id,
            alert=Alert.objects.create(conversation=second.conversation, probability=0.7).pk,
            stop=StopRequest.objects.create(conversation=second.conversation, asked_by=user, why=secret).pk,
            customer=first.conversation.customer_id,
            person=user,
            shift=Shift.objects.create(user=user, weekday=1, begins="09:00", ends="17:00", time_zone="UTC").pk,
            invitation=Link.objects.get(email=f"{secret.lower()}@demo.invalid").pk,
            secret=secret,
        )
    return made


def address(name: str, things: Things) -> str:
    of = ACCESS[name].of
    if of in {"message", "held", "failed"}:
        return reverse(name, args=[things.conversation, getattr(things, of)])
    if of == "shift":
        return reverse(name, args=[things.person.pk, things.shift])
    values = {"": [], "person": [things.person.pk], "team": [things.team.pk], "link": ["A" * 43], "nothing": [1]}
    return reverse(name, args=values[of] if of in values else [getattr(things, of)])


def expected(key: str, rule: Rule, things: Things) -> str:
    """What somebody should get: ``yes``, ``403`` or ``404``."""
    places = PLACES[key]
    if rule.needs in {PUBLIC, SIGNED_IN}:
        return "yes"
    holders = HOLDERS[rule.needs]
    if rule.needs == "shifts.edit":
        return "yes" if key == things.person.email.split("@")[0] or places.get(things.team.name) in holders else "404"
    if not rule.of or rule.needs in {MANAGE, AUDIT}:
        return "yes" if holders & set(places.values()) else "403"
    role = places.get(things.team.name)
    if role not in HOLDERS[READ]:
        return "404"
    return "yes" if role in holders else "403"


def state() -> State:
    """Everything that the desk keeps, but not who is signed in."""
    kept = ("heard_people", "heard_inbox", "heard_work", "heard_live", "mfa", "account")
    return {
        model._meta.label: list(model.objects.order_by("pk").values_list())
        for label in kept
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    }


def ask(client: Client, method: str, path: str, data: dict[str, Any]) -> HttpResponseBase:
    return client.get(path) if method == "GET" else client.post(path, data)


def body(answer: HttpResponseBase) -> str:
    return (answer.getvalue() if answer.streaming else answer.content).decode(errors="replace")  # type: ignore[attr-defined]


def filled(rule: Rule, things: Things, user: User) -> dict[str, Any]:
    return rule.data(things, user) if callable(rule.data) else dict(rule.data or {})


class Writes(list[str]):
    """Gathers what is written to the database, but not sessions."""

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and '"django_session"' not in sql:
            self.append(" ".join(sql.split()[:3]))
        return execute(sql, *rest)


@pytest.fixture(autouse=True)
def _no_past(monkeypatch: pytest.MonkeyPatch) -> None:
    """To set the demo back takes seconds: its past is read anew. That is tried elsewhere."""
    monkeypatch.setattr("heard.desk.demo.past.exists", lambda: True)


def nothing_is_on_its_way() -> None:
    """Without the held reply, over which nothing is closed."""
    Message.objects.filter(delivery=Message.Delivery.HELD).delete()


@pytest.mark.parametrize("name", THERE)
def test_who_may(desk: Desk, world: World, things: dict[str, Things], name: str) -> None:
    rule, faults, marked = ACCESS[name], [], False
    if name == "close":
        nothing_is_on_its_way()
    for key in PLACES:
        for where, there in things.items():
            due = expected(key, rule, there)
            for method in rule.methods.split():
                writes = Writes()
                with transaction.atomic(), connection.execute_wrapper(writes):
                    client = signed_in(world, key)
                    answer = ask(client, method, address(name, there), filled(rule, there, desk.user(key)))
                    text = body(answer)
                    transaction.set_rollback(True)
                marked = marked or (method == "POST" and due == "yes" and bool(writes))
                found = wrong(rule, due, answer, writes)
                if there.secret in text and there.team.name not in PLACES[key]:
                    found.append(f"shows what only {where} may read")
                faults += [f"{method} by {key} of {PLACES[key]} in {where}: {fault}" for fault in found]
    if "POST" in rule.methods and rule.changes and not marked:
        faults.append("a permitted POST changed nothing; is the form right?")
    assert not faults, "\n".join([name, *faults])


def wrong(rule: Rule, due: str, answer: HttpResponseBase, writes: Writes) -> list[str]:
    """What is not as it should be with an answer to somebody who is signed in."""
    got, faults = answer.status_code, []
    if due != "yes":
        if got != int(due):
            faults.append(f"{got}, should be {due}")
        if writes:
            faults.append(f"refused, and wrote: {writes}")
        return faults
    to_sign_in = got == 302 and answer["Location"].startswith(reverse("account_login"))
    if (got >= 401 and got not in rule.also) or (to_sign_in and 302 not in rule.also):
        faults.append(f"{got}, should be let in")
    if rule.reads and not any("auditentry" in each for each in writes):
        faults.append("read, and not in the log")
    return faults


@pytest.mark.parametrize("name", THERE)
def test_signed_out(world: World, things: dict[str, Things], name: str) -> None:
    rule, there, before = ACCESS[name], things["Parcels"], state()
    for method in rule.methods.split():
        client = signed_in(world, "")
        answer = ask(client, method, address(name, there), filled(rule, there, there.person))
        if rule.needs == PUBLIC:
            assert answer.status_code in {200, 302, 404}, method
        else:
            assert answer.status_code == rule.out, method
            if rule.out == 302 and name != "account_logout":
                assert answer["Location"].startswith(reverse("account_login") + "?next="), method
        assert there.secret not in body(answer)
        assert state() == before or name == "demo_sign_in", method


@pytest.mark.parametrize("name", [name for name in THERE if not name.startswith(("account_", "mfa_"))])
def test_other_methods_are_refused(desk: Desk, world: World, things: dict[str, Things], name: str) -> None:
    client = signed_in(world, "alex")
    rule, path, before = ACCESS[name], address(name, things["Parcels"]), state()
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - set(rule.methods.split()):
        if name == "home":
            continue
        assert client.generic(method, path).status_code == 405, method
    assert state() == before


@pytest.mark.parametrize("name", POSTED)
@pytest.mark.parametrize("key", ["alex", ""])
def test_no_form_is_taken_without_its_token(
    desk: Desk, world: World, things: dict[str, Things], name: str, key: str
) -> None:
    there, before = things["Parcels"], state()
    client = signed_in(world, key, strict=True)
    answer = client.post(address(name, there), filled(ACCESS[name], there, desk.user("alex")))
    assert answer.status_code == 403 or (not key and answer.status_code in {302, 401})
    assert state() == before
    evil = client.post(address(name, there), {}, headers={"origin": "https://evil.example"})
    assert evil.status_code == 403 or (not key and evil.status_code in {302, 401})
    assert state() == before


@pytest.mark.parametrize("name", [name for name in THERE if ACCESS[name].of not in {"", "link", "nothing"}])
def test_what_is_not_there_is_not_there(desk: Desk, world: World, things: dict[str, Things], name: str) -> None:
    client = signed_in(world, "alex")
    rule, there = ACCESS[name], things["Parcels"]
    number = {"message": there.message, "held": there.held, "failed": there.failed, "shift": there.shift}.get(rule.of)
    for absent in (0, 999_999_999, 2**63, 10**40):
        args = [absent] if number is None else [absent, number]
        for method in rule.methods.split():
            assert ask(client, method, reverse(name, args=args), {}).status_code == 404, (method, absent)
            if number is not None:
                first = there.person.pk if rule.of == "shift" else there.conversation
                assert ask(client, method, reverse(name, args=[first, absent]), {}).status_code == 404


@pytest.mark.parametrize("name", [name for name in THERE if ACCESS[name].of in {"message", "held", "failed", "shift"}])
def test_a_thing_is_not_reached_through_anothers_address(
    desk: Desk, world: World, things: dict[str, Things], name: str
) -> None:
    client = signed_in(world, "alex")
    ours, theirs, before = things["Parcels"], things["Apps"], state()
    mixed = {
        "message": (ours.conversation, theirs.message),
        "held": (ours.conversation, theirs.held),
        "failed": (ours.conversation, theirs.failed),
        "shift": (ours.person.pk, theirs.shift),
    }[ACCESS[name].of]
    answer = client.post(reverse(name, args=mixed), filled(ACCESS[name], ours, desk.user("alex")))
    assert answer.status_code == 404
    assert state() == before


def test_many_at_once_reaches_ones_own_teams_only(desk: Desk, things: dict[str, Things], client: Client) -> None:
    if "bulk" not in THERE:
        pytest.skip("not there yet")
    client.force_login(desk.user("sam"))
    ids = [each.conversation for each in things.values()]
    nothing_is_on_its_way()
    client.post(reverse("bulk"), {"ids": ids, "action": "close", "outcome": "solved"})
    closed = set(Conversation.objects.filter(status="closed").values_list("pk", flat=True))
    assert closed == {things["Parcels"].conversation}


def test_somebody_deactivated_is_out_at_once(desk: Desk, things: dict[str, Things], client: Client) -> None:
    client.force_login(desk.user("sam"))
    User.objects.filter(pk=desk.user("sam").pk).update(is_active=False)
    answer = client.get(reverse("preferences"))
    assert answer.status_code == 302
    assert reverse("account_login") in answer["Location"]


def test_every_permission_and_role_is_in_the_table() -> None:
    from typing import get_args

    from heard.desk.people.access import ADMIN, PERMISSIONS, Permission

    assert set(get_args(Permission)) == set(HOLDERS)
    assert set(PERMISSIONS) == set(Role.values)
    for permission, holders in HOLDERS.items():
        found = {str(role) for role, held in PERMISSIONS.items() if permission in held}
        assert found | ({"admin"} if permission in ADMIN else set()) == holders, permission


def test_events_reach_those_who_may_read_there(desk: Desk, things: dict[str, Things]) -> None:
    from typing import get_args

    from heard.desk.live.audience import Told, ears_of
    from heard.desk.live.services import Kind
    from heard.desk.people.access import viewer_of

    for key, places in PLACES.items():
        user = desk.user(key)
        ears = ears_of(viewer_of(user))
        for kind in get_args(Kind):
            for name, there in things.items():
                hears = ears.hear(Told(1, kind, there.conversation, there.team.pk, None))
                assert hears == (places.get(name) in HOLDERS[READ]), (key, name, kind)
                other = there.person
                to_one = ears.hear(Told(1, kind, there.conversation, there.team.pk, other.pk))
                assert to_one == (other.pk == user.pk), (key, "of one person", kind)
            assert not ears.hear(Told(1, kind, None, None, None)), "an event of nobody is for nobody"
            assert ears.hear(Told(1, kind, None, None, user.pk))


def test_what_was_missed_is_what_one_may_hear(desk: Desk, world: World, things: dict[str, Things]) -> None:
    if "missed" not in THERE:
        pytest.skip("not there yet")
    Event.objects.all().delete()
    first = Event.objects.create(kind="message").pk
    for there in things.values():
        Event.objects.create(kind="message", conversation=there.conversation, team=there.team.pk)
        Event.objects.create(kind="whisper", conversation=there.conversation, team=there.team.pk, user=there.person.pk)
    for key, places in PLACES.items():
        client = signed_in(world, key)
        events = client.get(reverse("missed"), {"after": first}).json()["events"]
        due = []
        for name, there in things.items():
            due += [(there.conversation, "message")] if name in places else []
            due += [(there.conversation, "whisper")] if there.person == desk.user(key) else []
        assert [(each["conversation"], each["kind"]) for each in events] == due, key
