"""The forms of the people's pages. They check shape; what may be done is the services' to say."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from heard.desk.people.models import Link, Role, Team, User
from heard.desk.people.services.members import LEAST_AT_ONCE, MOST_AT_ONCE
from heard.desk.people.services.teams import LEAST_HEAVY, MOST_HEAVY
from heard.desk.people.values import plain, zones
from heard.desk.people.words import ACTIONS, weekday

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

REMEMBERED = 14 * 24 * 3600
"""Seconds that somebody stays signed in on a computer of their own."""
LONGEST_PASSWORD = 256
_OUR_TIMES = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2200, 1, 1))]


class SignInForm(LoginForm):  # type: ignore[misc]
    """E-mail address and password."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        words = {"login": _("E-mail address"), "password": _("Password"), "remember": _("Keep me signed in here")}
        for name, label in words.items():
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["login"].max_length = 254
        self.fields["password"].max_length = LONGEST_PASSWORD
        self.fields["password"].validators.append(_no_longer)
        self.fields["password"].help_text = ""
        self.fields["remember"].help_text = _("For two weeks; only on a computer that nobody else uses.")

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Sign in for this sitting, or for two weeks."""
        response: HttpResponse = super().login(request, redirect_url)
        request.session.set_expiry(REMEMBERED if self.cleaned_data["remember"] else 0)
        return response


def _no_longer(password: str) -> None:
    if len(password) > LONGEST_PASSWORD:
        raise forms.ValidationError(_("This is too long."))


class NameField(forms.CharField):
    """A name on one line, without what nobody can see."""

    def clean(self, value: Any) -> str:
        """The name as it will be kept."""
        return str(super().clean(plain(str(value or ""), 120)))


def zone_field(initial: str = "UTC") -> forms.ChoiceField:
    """A choice of time zones."""
    return forms.ChoiceField(
        label=_("Time zone"), choices=lambda: [(name, name.replace("_", " ")) for name in zones()], initial=initial
    )


class WelcomeForm(forms.Form):
    """What somebody enters who comes by a link."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    name = NameField(label=_("Your name"), help_text=_("As colleagues know you."), max_length=120)
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        help_text=_("At least 12 characters. A few words in a row are easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The password again"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *arguments: Any, link: Link, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.link = link
        if link.kind != Link.Kind.FIRST_ADMIN:
            del self.fields["email"]
        if link.kind == Link.Kind.RESET:
            del self.fields["name"]

    def clean(self) -> dict[str, Any]:
        """The passwords are the same and good enough for this person."""
        data = super().clean() or self.cleaned_data
        password, again = data.get("password"), data.get("again")
        if password and again and password != again:
            self.add_error("again", _("The two passwords differ."))
        elif password:
            known = self.link.user
            email = data.get("email") or self.link.email
            person = User(email=email, name=data.get("name") or (known.name if known else ""))
            try:
                validate_password(password, person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.order_by("name"), required=False, empty_label="—"
    )
    role = forms.ChoiceField(label=_("Role"), choices=[("", "—"), *Role.choices], required=False)
    is_admin = forms.BooleanField(
        label=_("Admin"), required=False, help_text=_("Sees every team, manages people and reads the audit log.")
    )

    def clean(self) -> dict[str, Any]:
        """A team and a role, or an admin without either."""
        data = super().clean() or self.cleaned_data
        if bool(data.get("team")) != bool(data.get("role")):
            self.add_error("role" if data.get("team") else "team", _("Choose a team and a role."))
        elif not data.get("team") and not data.get("is_admin") and not self.errors:
            self.add_error("team", _("Choose a team and a role."))
        return data


class RoleForm(forms.Form):
    """A role in a team; ``none`` takes somebody out."""

    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.order_by("name"), empty_label=_("Choose"))
    role = forms.ChoiceField(label=_("Role"), choices=[*Role.choices, ("none", _("not in this team"))])


class CapacityForm(forms.Form):
    """How many conversations somebody carries at once."""

    capacity = forms.IntegerField(label=_("Conversations at once"), min_value=LEAST_AT_ONCE, max_value=MOST_AT_ONCE)


class TeamForm(forms.Form):
    """A team."""

    name = NameField(label=_("Name"), max_length=120)
    time_zone = zone_field()
    heavy_cap = forms.IntegerField(
        label=_("Hard contacts a day"),
        min_value=LEAST_HEAVY,
        max_value=MOST_HEAVY,
        initial=8,
        help_text=_("The most that one person should have, as agreed with the team: 1 to 50."),
    )


class ShiftForm(forms.Form):
    """Hours on a weekday."""

    weekday = forms.TypedChoiceField(
        label=_("Day"), coerce=int, choices=lambda: [(number, weekday(number)) for number in range(7)]
    )
    begins = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(
        label=_("Until"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Earlier than it begins: the next morning."),
    )
    time_zone = zone_field()


class PreferencesForm(forms.Form):
    """How somebody likes the pages, and where they are."""

    theme = forms.ChoiceField(label=_("Look"), choices=User.Theme.choices)
    time_zone = zone_field()
    single_keys = forms.BooleanField(
        label=_("Shortcuts of a single key"),
        required=False,
        help_text=_("Switch them off when a screen reader or speech input uses the same keys."),
    )
    away = forms.BooleanField(
        label=_("I am away"), required=False, help_text=_("Colleagues see that you are away. Nobody asks why.")
    )


class AuditForm(forms.Form):
    """What to look for in the log."""

    person = forms.ModelChoiceField(
        label=_("Person"), queryset=User.objects.order_by("name"), required=False, empty_label=_("anybody")
    )
    action = forms.ChoiceField(label=_("What"), choices=lambda: [("", _("anything")), *ACTIONS.items()], required=False)
    conversation = forms.IntegerField(label=_("Conversation"), min_value=1, max_value=2**63 - 1, required=False)
    since = forms.DateField(
        label=_("From"), required=False, validators=_OUR_TIMES, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("To"), required=False, validators=_OUR_TIMES, widget=forms.DateInput(attrs={"type": "date"})
    )
    before = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
