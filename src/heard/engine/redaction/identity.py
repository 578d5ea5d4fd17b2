"""National identity numbers by their check digits, or by the word before them, and dates of birth."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from heard.engine.redaction import checks
from heard.engine.redaction.context import LINK, groups, is_phone, is_reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from heard.engine.redaction.context import Hit

_START, _END = r"(?<![\w#])(?<!\d[.,/-])", r"(?![\w]|[.,/-]\d)"
_S = r"[ .\-\n]{0,3}"


@dataclass(frozen=True, slots=True)
class _Number:
    """One country's number: its shape, its check, and the word that makes the check unnecessary."""

    rule: str
    shape: re.Pattern[str]
    check: Callable[[str], bool]
    apart_only: bool = False
    """Without separators it is only one of many long numbers, and must be introduced."""


def _of(rule: str, shape: str, check: Callable[[str], bool], *, apart_only: bool = False) -> _Number:
    return _Number(rule, re.compile(f"{_START}{shape}{_END}", re.IGNORECASE), check, apart_only)


def _always(text: str) -> bool:
    return bool(text)


def _nhs_in_use(digits: str) -> bool:
    return digits[0] in "467" and checks.nhs(digits)


_NUMBERS: tuple[_Number, ...] = (
    _of("id.us_ssn", r"(?!000|666|9)\d{3}([ -])(?!00)\d{2}\1(?!0000)\d{4}", _always),
    _of(
        "id.uk_nino",
        rf"(?!bg|gb|nk|kn|tn|nt|zz)[a-ceghj-pr-tw-z][a-ceghj-npr-tw-z]{_S}\d{{2}}{_S}\d{{2}}{_S}\d{{2}}{_S}[a-d]",
        _always,
    ),
    _of("id.uk_nhs", r"(?<!\d )(?<!\+)\d{3}[ ]{1,3}\d{3}[ ]{1,3}\d{4}", _nhs_in_use, apart_only=True),
    _of("id.es_dni", r"\d{2}\.?\d{3}\.?\d{3}[ -]{0,2}[a-z]", checks.spanish),
    _of("id.es_nie", r"[xyz][ -]?\d{7}[ -]?[a-z]", checks.spanish),
    _of("id.in_aadhaar", rf"[2-9]\d{{3}}{_S}\d{{4}}{_S}\d{{4}}", checks.verhoeff, apart_only=True),
    _of("id.in_pan", r"[a-z]{3}[abcfghljpt][a-z]\d{4}[a-z]", _always),
    _of("id.br_cpf", r"\d{3}[. ]\d{3}[. ]\d{3}[ -]\d{2}", checks.cpf),
    _of("id.it_codice", r"[a-z]{6}\d{2}[a-ehlmprst]\d{2}[a-z]\d{3}[a-z]", checks.italian),
    _of(
        "id.fr_nir",
        rf"[12]{_S}\d{{2}}{_S}\d{{2}}{_S}(?:\d{{2}}|2[ab]){_S}\d{{3}}{_S}\d{{3}}{_S}\d{{2}}",
        checks.french,
    ),
)

_WORDS = (
    r"ssn|social(?: security| insurance)?|(?-i:SIN)|my sin|sin(?= (?:number|no|nr))|nino|ni(?= ?(?:number|no|nr|:))"
    r"|national insurance|nhs|aadh?aa?r|uidai?"
    r"|pan|cpf|cnpj|dni|nie|nif"
    r"|curp|rg"
    r"|codice fiscale|c\.?f\.?|s[ée]cu(?:rit[ée] sociale)?|nir|bsn|pesel|nin|bvn|tin|steuer-?(?:id|nummer)\w{0,10}"
    r"|tax id"
    r"|national id\w{0,8}|identity card|id card|personnummer|emirates id|my ?kad|nric"
)
_PAPERS = (
    r"(?:e-?)?passports?|reise?pass|passeport|pasaporte|passaporto|passaporte|personalausweis|ausweis\w{0,8}"
    r"|führerschein\w{0,8}"
    r"|permis de conduire|carnet de conducir|patente|(?:driv(?:ing|er'?s?)|driver'?s?'?) ?licen[cs]e|my licen[cs]e"
    r"|residence permit"
)
_CODE = r"(?=[a-z]{0,6}[ .-]?\d)[a-z]{0,6}[ .-]?\d(?:[ .\-\n]{0,3}[a-z]{0,2}\d){4,17}(?:-?[a-z]{1,2})?(?![^\W_])"
_INTRODUCED = re.compile(
    rf"(?<![^\W_])(?:{_WORDS})(?![^\W_])(?: (?:card|carte|karte))?{LINK}(?P<it>{_CODE})"
    rf"|(?<![^\W_])(?:{_PAPERS})(?![^\W_])(?:[ ]?\([a-z]{{2,8}}\))?{LINK}"
    r"(?P<it2>(?=[a-z0-9]{0,9}[ -]?\d)[a-z0-9]{2,9}(?:[ -]?(?=[a-z]{0,3}\d)[a-z0-9]{2,12}){0,3})(?![^\W_])",
    re.IGNORECASE,
)
_FEWEST = 5


def ids(text: str) -> Iterator[Hit]:
    """Identity numbers."""
    for number in _NUMBERS:
        for found in number.shape.finditer(text):
            plain = "".join(char for char in found[0] if char.isalnum()).upper()
            if not number.check(plain):
                continue
            together = len(plain) == len(found[0])
            if is_reference(text, found.start()) or (number.apart_only and (together or is_phone(text, found.start()))):
                continue
            yield found.start(), found.end(), number.rule
    for start, end, rule in groups(_INTRODUCED, text, "id.introduced"):
        if sum(char.isdigit() for char in text[start:end]) >= _FEWEST:
            yield start, end, rule


_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|fév|fev|avr|juin|juil|août|aout|déc|ene|abr"
    r"|ago|dic"
    r"|gen|mag|giu|lug|set|ott|out)[^\W\d_]{0,8}\.?"
)
_TH = r"(?:st|nd|rd|th|er|\.|º|ª)?"
_DAY = (
    rf"(?:\d{{1,2}}[ ]?[./ -][ ]?\d{{1,2}}[ ]?[./ -][ ]?\d{{2,4}}|\d{{4}}[./ -]\d{{1,2}}[./ -]\d{{1,2}}"
    rf"|\d{{1,2}}{_TH}[ -]?(?:of |de )?{_MONTH}(?:,?[ -]?(?:of |de(?:l)? )?(?:\d{{4}}|'?\d{{2}}))?"
    rf"|{_MONTH}[ -]?\d{{1,2}}{_TH}(?:,?[ -]?\d{{4}})?|(?:\d{{4}})?(?:19|20)\d{{2}}(?:\d{{4}})?)(?![\w]|[/-]\d)"
)
_BIRTHS = re.compile(
    r"(?<![^\W_])(?:d\.?[ ]?o\.?[ ]?b\.?|date of birth|birth ?(?:date|day)|b-?day|born|geboren|geb\.|geburts(?:datum"
    r"|tag)"
    r"|n[ée]e?|date de naissance|naissance|nac[ií]|nacid[oa]|fecha de nacimiento|nat[oa]|data di nascita"
    r"|data de nascimento"
    r"|nasci(?:d[oa])?)(?:[ \n]{0,2}(?:is|was|on|in|the|am|ist|le|el|es|il|è|em|:|=|\(|-|,)){0,4}[ \n]{0,2}"
    rf"(?P<it>{_DAY})",
    re.IGNORECASE,
)


def births(text: str) -> Iterator[Hit]:
    """Dates of birth, when they are introduced as such."""
    yield from groups(_BIRTHS, text, "birth")
