"""Seeded messages with personal data in messy writing, and with numbers that look like it but are not.

Written before the patterns and without looking at them. ``samples(5000)`` gives the set of ``benchmarks.redaction``;
every item knows its place, so that what was found can be compared with what was put in.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True)
class Item:
    """Personal data at ``text[start:end]`` of a message; ``sort`` is finer than ``kind``."""

    kind: str
    sort: str
    start: int
    end: int


@dataclass(frozen=True)
class Sample:
    """A message, the names that are known to the desk, and what is in it."""

    text: str
    names: tuple[str, ...]
    items: tuple[Item, ...]


# --- numbers that are right -------------------------------------------------------------------------------------------


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _luhn_digit(body: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def _card(rng: random.Random) -> tuple[str, tuple[int, ...]]:
    start, length, groups = rng.choice(
        [
            ("4", 16, (4, 4, 4, 4)),
            ("4", 16, (4, 4, 4, 4)),
            ("5" + rng.choice("12345"), 16, (4, 4, 4, 4)),
            ("2221", 16, (4, 4, 4, 4)),
            ("3" + rng.choice("47"), 15, (4, 6, 5)),
            ("6011", 16, (4, 4, 4, 4)),
            ("3528", 16, (4, 4, 4, 4)),
            ("36", 14, (4, 6, 4)),
            ("6221", 19, (6, 13)),
            ("4", 13, (4, 3, 3, 3)),
        ]
    )
    body = start + _digits(rng, length - 1 - len(start))
    return body + _luhn_digit(body), groups


_IBANS = {
    "GB": ("AAAAnnnnnnnnnnnnnn", 22), "DE": ("n" * 18, 22), "FR": ("n" * 10 + "n" * 11 + "nn", 27), "NL": ("AAAA" + "n" * 10, 18),
    "ES": ("n" * 20, 24), "IT": ("A" + "n" * 22, 27), "BE": ("n" * 12, 16), "NO": ("n" * 11, 15), "MT": ("AAAA" + "n" * 23, 31),
}  # fmt: skip


def _iban(rng: random.Random) -> str:
    country = rng.choice(sorted(_IBANS))
    body = "".join(
        rng.choice("ABCDEFGHKLMNPRSTUW") if c == "A" else rng.choice("0123456789") for c in _IBANS[country][0]
    )
    number = int("".join(str(int(c, 36)) for c in f"{body}{country}00"))
    return f"{country}{98 - number % 97:02d}{body}"


def _verhoeff(body: str) -> str:
    table = [[(j + i) % 5 if i < 5 and j < 5 else 0 for j in range(10)] for i in range(10)]
    for i in range(10):
        for j in range(10):
            if i < 5:
                table[i][j] = (i + j) % 5 if j < 5 else (i + j) % 5 + 5
            else:
                table[i][j] = (i - j) % 5 + 5 if j < 5 else (i - j) % 5
    turn = [list(range(10)), [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]]
    for k in range(2, 8):
        turn.append([turn[k - 1][turn[1][j]] for j in range(10)])
    check = 0
    for place, digit in enumerate(reversed(body), 1):
        check = table[check][turn[place % 8][int(digit)]]
    return str(next(d for d in range(10) if table[check][d] == 0))


def _nhs(rng: random.Random) -> str:
    while True:
        body = rng.choice("467") + _digits(rng, 8)
        check = 11 - sum(int(d) * w for d, w in zip(body, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            return body + str(check % 11)


def _cpf(rng: random.Random) -> str:
    body = _digits(rng, 9)
    for _ in range(2):
        total = sum(int(d) * w for d, w in zip(body, range(len(body) + 1, 1, -1), strict=True))
        body += str(total * 10 % 11 % 10)
    return body


_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23],
        strict=True,
    )
)  # fmt: skip


def _codice(rng: random.Random) -> str:
    letters = "".join(rng.choice("BCDFGLMNPRSTVZ") for _ in range(6))
    body = f"{letters}{rng.randint(40, 99)}{rng.choice('ABCDEHLMPRST')}{rng.randint(1, 28):02d}{rng.choice('ABCDEFGHIL')}{_digits(rng, 3)}"
    total = sum(_ODD[c] if i % 2 == 0 else (int(c) if c.isdigit() else ord(c) - 65) for i, c in enumerate(body))
    return body + chr(65 + total % 26)


def _nir(rng: random.Random) -> str:
    body = f"{rng.choice('12')}{rng.randint(40, 99)}{rng.randint(1, 12):02d}{rng.randint(1, 95):02d}{rng.randint(1, 990):03d}{rng.randint(1, 999):03d}"
    return f"{body}{97 - int(body) % 97:02d}"


# --- how people write them --------------------------------------------------------------------------------------------

_DASHES = "-‐‑–—−"
_SPACES = " \u00a0\u2009\u202f"


def _grouped(rng: random.Random, digits: str, groups: tuple[int, ...]) -> str:
    """In groups, with one of many separators; or in one go; now and then with something strange."""
    way = rng.random()
    if way < 0.25:
        return _strange(rng, digits)
    separator = rng.choice([" ", " ", "-", "-", ".", "  ", " - ", rng.choice(_DASHES), rng.choice(_SPACES), "\n"])
    if way > 0.95:
        return " ".join(digits)
    parts, at = [], 0
    for size in groups:
        parts.append(digits[at : at + size])
        at += size
    return _strange(rng, separator.join(part for part in parts if part))


def _strange(rng: random.Random, text: str) -> str:
    way = rng.random()
    if way < 0.04:
        return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)
    if way < 0.08:
        at = rng.randint(1, len(text) - 1)
        return text[:at] + rng.choice("\u200b\u200c\u2060\ufeff\u00ad") + text[at:]
    if way < 0.09:
        return "".join(chr(0x0966 + int(c)) if c.isdigit() else c for c in text)
    return text


def _case(rng: random.Random, text: str) -> str:
    return rng.choice([text, text, text.lower(), text.upper()])


def _pick(rng: random.Random, *ways: str) -> str:
    return rng.choice(ways)


Parts = list[tuple[str, str]]
"""Pieces of text, each with the sort of personal data that it is, or with an empty string."""


def _card_item(rng: random.Random) -> Parts:
    digits, groups = _card(rng)
    number = _grouped(rng, digits, groups)
    parts = [
        (
            _pick(
                rng,
                "my card is ",
                "card no. ",
                "CARD:",
                "(",
                "I paid with ",
                "Kreditkarte ",
                "ma carte : ",
                "tarjeta nº ",
                "visa ending.. no wait the whole thing ",
                "",
            ),
            "",
        ),
        (number, "card"),
    ]
    if rng.random() < 0.3:
        expiry = f"{rng.randint(1, 12):02d}{rng.choice(['/', '-', ' / '])}{rng.choice(['27', '28', '2029', '30'])}"
        parts += [
            (_pick(rng, " exp ", " expiry date ", " expires: ", ", valid thru ", " exp. "), ""),
            (expiry, "expiry"),
        ]
    if rng.random() < 0.35:
        code = _digits(rng, rng.choice([3, 3, 4]))
        parts += [
            (
                _pick(
                    rng,
                    " cvv ",
                    " CVC: ",
                    ", security code is ",
                    " cvv2=",
                    " and the 3 digits on the back are ",
                    "\ncvc ",
                ),
                "",
            ),
            (code, "code"),
        ]
    return [*parts, (_pick(rng, "", ")", ".", "!!", " thx"), "")]


_FIRST = [
    "sam",
    "amara",
    "olu",
    "jürgen",
    "marie-claire",
    "josé",
    "priya",
    "bartłomiej",
    "o'neill",
    "nadia",
    "tom",
    "chidi",
    "lena",
    "tariq",
    "zoë",
    "wei",
]
_LAST = [
    "okoro",
    "fernández",
    "schmidt",
    "van-dyke",
    "dubois",
    "patel",
    "nowak",
    "silva",
    "adeyemi",
    "rossi",
    "lindqvist",
    "haddad",
    "yamada",
    "cole",
]
_HOSTS = [
    "example.com",
    "mail.example.co.uk",
    "beispiel.de",
    "exemple.fr",
    "correo.es",
    "firm-name.io",
    "sub.domain.org",
    "naija.ng",
    "kyoto.example",
]


def _email_item(rng: random.Random) -> Parts:
    first, last, host = rng.choice(_FIRST).replace("'", ""), rng.choice(_LAST), rng.choice(_HOSTS)
    local = rng.choice(
        [
            f"{first}.{last}",
            f"{first}_{last}{rng.randint(1, 99)}",
            f"{first}+shop",
            f"{last}{rng.randint(60, 2004)}",
            f"{first[0]}-{last}",
        ]
    )
    address = f"{local}@{host}"
    way = rng.random()
    if way < 0.10:
        address = f"{local} @ {host}"
    elif way < 0.18:
        address = f"{local}{_pick(rng, '(at)', ' [at] ', ' (AT) ', '{at}')}{host}"
    elif way < 0.26:
        address = (
            f"{local} at {host.replace('.', ' dot ')}" if not host.endswith("example") else f"{local} at kyoto dot jp"
        )
    elif way < 0.31:
        address = f"{local} at {_pick(rng, 'gmail.com', 'hotmail.com', 'yahoo.co.uk', 'outlook.com', 'gmx.de')}"
    elif way < 0.35:
        address = f"{local}@{host}".replace("@", "@\u200b")
    elif way < 0.38:
        address = address.replace(".", " . ") if "." not in local else address.replace("@", "＠")
    elif way < 0.42:
        address = address.upper()
    return [
        (
            _pick(
                rng,
                "mail me at ",
                "e-mail: ",
                "<",
                "(",
                "my address is ",
                "schreib an ",
                "mon mail c'est ",
                "mailto:",
                "\n",
                "",
            ),
            "",
        ),
        (address, "email"),
        (_pick(rng, "", ">", ")", ".", ",", "!", "?", " pls"), ""),
    ]


def _phone_number(rng: random.Random) -> tuple[str, bool]:
    """A number and whether it needs to be introduced to be known as one."""
    d = lambda n: _digits(rng, n)  # noqa: E731
    plain = [
        f"07{rng.choice('3457')}{d(2)} {d(6)}", f"07{rng.choice('3457')}{d(8)}", f"07{rng.choice('789')}{d(2)} {d(3)} {d(3)}", f"020 {rng.choice('378')}{d(3)} {d(4)}",
        f"(0161) {d(3)} {d(4)}", f"0121-{d(3)}-{d(4)}", f"+44 (0){rng.choice(['20 7', '20 8'])}{d(3)} {d(4)}", f"+44 7{d(3)} {d(6)}", f"+447{d(9)}", f"0044 7{d(3)} {d(3)}{d(3)}",
        f"({rng.choice('23456789')}{d(2)}) {rng.choice('23456789')}{d(2)}-{d(4)}", f"{rng.choice('23456789')}{d(2)}-{rng.choice('23456789')}{d(2)}-{d(4)}",
        f"{rng.choice('23456789')}{d(2)}.{rng.choice('23456789')}{d(2)}.{d(4)}", f"+1 {rng.choice('23456789')}{d(2)} {rng.choice('23456789')}{d(2)} {d(4)}", f"1-800-{rng.choice('23456789')}{d(2)}-{d(4)}",
        f"+49 {rng.choice(['30', '89', '171', '160'])} {d(7)}", f"030 {d(8)}", f"0171/{d(7)}", f"0{rng.choice(['30', '40', '221'])} - {d(3)} {d(2)} {d(2)}", f"0049-{rng.choice(['30', '151'])}-{d(8)}",
        f"0{rng.choice('1234567')} {d(2)} {d(2)} {d(2)} {d(2)}", f"0{rng.choice('67')}{d(8)}", f"+33 {rng.choice('1267')} {d(2)} {d(2)} {d(2)} {d(2)}", f"+33 (0){rng.choice('67')}.{d(2)}.{d(2)}.{d(2)}.{d(2)}", f"0{rng.choice('1267')}.{d(2)}.{d(2)}.{d(2)}.{d(2)}",
        f"+91 {rng.choice('6789')}{d(4)} {d(5)}", f"+91-{rng.choice('6789')}{d(9)}", f"0{rng.choice('789')}0{rng.choice('3568')} {d(3)} {d(4)}", f"+234 {rng.choice('789')}0{d(1)} {d(3)} {d(4)}", f"080{d(8)}",
        f"+34 6{d(2)} {d(3)} {d(3)}", f"+39 3{d(2)} {d(7)}", f"+61 4{d(2)} {d(3)} {d(3)}", f"+55 11 9{d(4)}-{d(4)}", f"+353 8{rng.choice('3567')} {d(3)} {d(4)}", f"+971 50 {d(3)} {d(4)}", f"+31 6 {d(8)}", f"+48 {d(3)} {d(3)} {d(3)}".replace("+48 0", "+48 5"),
    ]  # fmt: skip
    bare = [
        f"{rng.choice('6789')}{d(9)}",
        f"{rng.choice('23456789')}{d(2)}{rng.choice('23456789')}{d(6)}",
        f"6{d(2)} {d(3)} {d(3)}",
        f"3{d(2)} {d(7)}",
        f"{rng.choice('6789')}{d(4)} {d(5)}",
    ]
    return (rng.choice(plain), False) if rng.random() < 0.85 else (rng.choice(bare), True)


def _phone_item(rng: random.Random) -> Parts:
    number, needs = _phone_number(rng)
    if rng.random() < 0.08:
        number += _pick(rng, " ext. ", " x", " ext ", " extension ") + _digits(rng, 3)
    if rng.random() < 0.06:
        number = number.replace(" ", rng.choice(_SPACES))
    if rng.random() < 0.05:
        number = number.replace("-", rng.choice(_DASHES))
    before = [
        "call me on ",
        "tel.: ",
        "phone ",
        "my mobile is ",
        "whatsapp ",
        "ring ",
        "text me at ",
        "my number is ",
        "reach me on ",
        "Telefon: ",
        "mon tél ",
        "móvil ",
        "cell: ",
    ]
    if not needs:
        before += ["", "", "(", "it's ", "\n", "now: "]
    return [
        (rng.choice(before), ""),
        (_strange(rng, number), "phone"),
        (_pick(rng, "", ".", ",", ")", "!!", " after 5pm", " thanks", "\n"), ""),
    ]


def _iban_item(rng: random.Random) -> Parts:
    iban = _iban(rng)
    way = rng.random()
    if way < 0.6:
        separator = rng.choice([" ", " ", "-", "\u00a0", "  ", "\n"])
        iban = separator.join(iban[at : at + 4] for at in range(0, len(iban), 4))
    iban = iban.lower() if rng.random() < 0.25 else iban
    return [
        (_pick(rng, "IBAN ", "iban: ", "refund to ", "mein konto ", "(", "", "mon rib c'est "), ""),
        (_strange(rng, iban), "iban"),
        (_pick(rng, "", ".", ")", ", thanks", " bitte", " please send it"), ""),
    ]


def _account_item(rng: random.Random) -> Parts:
    sort = rng.choice(["-", " ", "", "–"]).join(_digits(rng, 2) for _ in range(3))
    number = _digits(rng, 8)
    return rng.choice(
        [
            [
                ("sort code ", ""),
                (sort, "account"),
                (_pick(rng, " account ", " acc no ", ", account number is ", " a/c "), ""),
                (number, "account"),
            ],
            [(_pick(rng, "bank account number ", "my bank account is ", "bank a/c no: "), ""), (number, "account")],
            [
                ("routing number ", ""),
                (_digits(rng, 9), "account"),
                (" and account number ", ""),
                (_digits(rng, 10), "account"),
            ],
            [
                ("Kontonummer ", ""),
                (_digits(rng, 9), "account"),
                (", BLZ ", ""),
                (f"{_digits(rng, 3)} {_digits(rng, 3)} {_digits(rng, 2)}", "account"),
            ],
        ]
    )


def _id_item(rng: random.Random) -> Parts:
    d = lambda n: _digits(rng, n)  # noqa: E731
    letters = "TRWAGMYFPDXBNJZSQVHLCKE"
    dni = f"{rng.randint(10000000, 99999999)}"
    foreign = f"{rng.randint(1000000, 9999999)}"
    turn = rng.randrange(3)
    aadhaar = rng.choice("23456789") + d(10)
    aadhaar += _verhoeff(aadhaar)
    sin = rng.choice("1234567") + d(7)
    sin += _luhn_digit(sin)
    cpf, nhs, nir, codice = _cpf(rng), _nhs(rng), _nir(rng), _codice(rng)
    area = f"{rng.randint(1, 665):03d}"
    nino = f"{rng.choice('ABCEGHJLMNPRSTWXYZ')}{rng.choice('ABCEGHJLMNPRSTWXYZ')}".replace("GB", "GH").replace(
        "NT", "NS"
    )
    ways: dict[str, Callable[[], tuple[str, str]]] = {
        "us_ssn": lambda: (_pick(rng, "", "ssn ", "my social is ", "SSN: "), f"{area}-{rng.randint(1, 99):02d}-{rng.randint(1, 9999):04d}"),
        "us_ssn_bare": lambda: (_pick(rng, "ssn ", "social security number: ", "Social Security no. "), f"{area}{rng.randint(1, 99):02d}{rng.randint(1, 9999):04d}"),
        "uk_nino": lambda: (_pick(rng, "", "NI number ", "nino: ", "national insurance "), _case(rng, f" {'' if rng.random() < 0.5 else ' '}".strip(" ").join([nino, d(2), d(2), d(2), rng.choice("ABCD")]))),
        "uk_nino_spaced": lambda: (_pick(rng, "", "NI number is "), _case(rng, " ".join([nino, d(2), d(2), d(2), rng.choice("ABCD")]))),
        "uk_nhs": lambda: (_pick(rng, "NHS number ", "nhs no: ", "my NHS is "), _grouped(rng, nhs, (3, 3, 4))),
        "es_dni": lambda: (_pick(rng, "", "dni ", "mi DNI es "), _pick(rng, dni, f"{dni[:2]}.{dni[2:5]}.{dni[5:]}") + _pick(rng, "", "-", " ") + _pick(rng, str.upper, str.lower)(letters[int(dni) % 23])),
        "es_nie": lambda: (_pick(rng, "", "NIE: "), "XYZ"[turn] + _pick(rng, "", "-") + foreign + _pick(rng, "", "-") + letters[int(f"{turn}{foreign}") % 23]),
        "in_aadhaar": lambda: (_pick(rng, "aadhaar ", "Aadhar no ", "my aadhaar card number is "), _grouped(rng, aadhaar, (4, 4, 4))),
        "in_aadhaar_spaced": lambda: ("", " ".join([aadhaar[:4], aadhaar[4:8], aadhaar[8:]])),
        "in_pan": lambda: (_pick(rng, "", "PAN ", "pan card "), f"{rng.choice('ABCDEFGHJK')}{rng.choice('ABDEFGHJK')}{rng.choice('ABCDEFGHJK')}P{rng.choice('ABCDEFGHJK')}{d(4)}{rng.choice('ABCDEFGHJK')}"),
        "br_cpf": lambda: (_pick(rng, "", "CPF ", "meu cpf é "), f"{cpf[:3]}.{cpf[3:6]}.{cpf[6:9]}-{cpf[9:]}"),
        "br_cpf_bare": lambda: (_pick(rng, "CPF ", "cpf: "), _pick(rng, cpf, f"{cpf[:3]} {cpf[3:6]} {cpf[6:9]} {cpf[9:]}")),
        "ca_sin": lambda: (_pick(rng, "SIN ", "my sin is ", "social insurance number "), _grouped(rng, sin, (3, 3, 3))),
        "it_codice": lambda: (_pick(rng, "", "codice fiscale ", "CF: "), _case(rng, codice)),
        "fr_nir": lambda: (_pick(rng, "", "numéro de sécu ", "sécurité sociale : "), _grouped(rng, nir, (1, 2, 2, 2, 3, 3, 2))),
        "passport": lambda: (_pick(rng, "passport number ", "my passport is ", "passport no. ", "Reisepass Nr. ", "pasaporte "), _pick(rng, d(9), f"{rng.choice('ABCDEX')}{d(8)}", f"{rng.choice('AB')}{rng.choice('CD')}{d(7)}", f"C01X{d(2)}T{d(2)}")),
        "licence": lambda: (_pick(rng, "driving licence ", "driver's license number: ", "driving licence no "), _pick(rng, f"MORGA{d(6)}SM9IJ", f"{rng.choice('ABDS')}{d(7)}", f"OKORO {d(6)} A99BC")),
        "nigeria": lambda: (_pick(rng, "my BVN is ", "BVN: ", "NIN "), d(11)),
    }  # fmt: skip
    sort = rng.choice(sorted(ways))
    before, number = ways[sort]()
    return [
        (before, ""),
        (number, f"id:{sort.removesuffix('_bare').removesuffix('_spaced')}"),
        (_pick(rng, "", ".", ",", ")", " ok?"), ""),
    ]


_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def _birth_item(rng: random.Random) -> Parts:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1935, 2006)
    before, date = rng.choice(
        [
            (_pick(rng, "dob ", "DOB: ", "date of birth is ", "D.O.B. ", "I was born on ", "born ", "date of birth - ", "my birthday is "), _pick(rng, f"{day:02d}/{month:02d}/{year}", f"{day}.{month}.{year % 100:02d}", f"{year}-{month:02d}-{day:02d}", f"{day} {_MONTHS[month - 1]} {year}", f"{_MONTHS[month - 1][:3]} {day}, {year}", f"{day}th of {_MONTHS[month - 1].lower()} {year}", f"{day}-{_MONTHS[month - 1][:3]}-{year}", f"{day:02d} {month:02d} {year}", f"the {day}th {_MONTHS[month - 1]} {year}"[4:])),
            (_pick(rng, "geboren am ", "Geburtsdatum: ", "geb. "), _pick(rng, f"{day}.{month}.{year}", f"{day:02d}.{month:02d}.{year}", f"{day}. März {year}")),
            (_pick(rng, "né le ", "née le ", "date de naissance : "), _pick(rng, f"{day:02d}/{month:02d}/{year}", f"{day} août {year}")),
            (_pick(rng, "nací el ", "fecha de nacimiento ", "nacido el "), _pick(rng, f"{day}/{month}/{year}", f"{day} de mayo de {year}")),
        ]
    )  # fmt: skip
    return [(before, ""), (date, "birth"), (_pick(rng, "", ".", ",", " ok", ")"), "")]


def _ip_item(rng: random.Random) -> Parts:
    octet = lambda: str(rng.randint(1, 254))  # noqa: E731
    address = rng.choice(
        [
            ".".join(octet() for _ in range(4)),
            ".".join(octet() for _ in range(4)),
            f"2001:db8:{rng.randint(1, 9999):x}::{rng.randint(1, 9999):x}",
            f"fe80::{rng.randint(4096, 65535):x}:{rng.randint(4096, 65535):x}:{rng.randint(4096, 65535):x}:{rng.randint(4096, 65535):x}",
        ]
    )
    return [
        (_pick(rng, "my ip is ", "IP: ", "I log in from ", "ping ", "(", ""), ""),
        (address, "ip"),
        (_pick(rng, "", ".", ")", " and it fails"), ""),
    ]


_STREETS_EN = [
    "High Street",
    "Old Mill Road",
    "Queen's Avenue",
    "Marlborough Rd",
    "Elm St.",
    "St. John's Lane",
    "Kingsway Drive",
    "Adeola Odeku Street",
    "Brook Close",
    "North 5th Ave",
    "Martin Luther King Blvd",
    "MG Road",
    "Church Row",
    "Rosewood Crescent",
    "Park Way",
]
_STREETS_DE = [
    "Hauptstraße",
    "Bahnhofstr.",
    "Goethestrasse",
    "Lindenweg",
    "Schillerplatz",
    "Lange Straße",
    "Karl-Marx-Allee",
]
_STREETS_FR = [
    "rue de la Paix",
    "avenue Victor Hugo",
    "boulevard Saint-Michel",
    "place des Vosges",
    "chemin du Moulin",
    "rue d'Alésia",
]
_STREETS_ES = ["Calle Mayor", "Avenida de la Constitución", "C/ Serrano", "Via Roma", "Piazza Garibaldi", "Rua Augusta"]
_POSTCODES = ["SW1A 1AA", "M1 4BT", "LS2 9JT", "EH1 1YZ", "B33 8TH", "CR2 6XH", "w1t 3np", "EC1A1BB", "bs8 1th"]


def _address_item(rng: random.Random) -> Parts:
    house = f"{rng.randint(1, 999)}{_pick(rng, '', '', '', 'a', 'B')}"
    before = _pick(
        rng,
        "I live at ",
        "deliver to ",
        "address: ",
        "sent to ",
        "wohne in ",
        "j'habite ",
        "",
        "(",
        "\n",
        "we moved to ",
    )
    after = (_pick(rng, "", ".", ",", ")", " please", "\nthanks"), "")
    way = rng.random()
    if way < 0.40:
        street = rng.choice(_STREETS_EN)
        flat = _pick(rng, "", "", "Flat 3, ", "Apt 12B, ", "Unit 4 ")
        line = f"{flat}{house}{_pick(rng, ' ', ' ', ', ')}{street}"
        parts = [(before, ""), (line if rng.random() < 0.75 else line.lower(), "address:street")]
        if rng.random() < 0.4:
            parts += [
                (_pick(rng, ", ", ", London ", "\nLeeds\n", " "), ""),
                (rng.choice(_POSTCODES), "address:postcode"),
            ]
        return [*parts, after]
    if way < 0.55:
        parts = [
            (_pick(rng, "my postcode is ", "postcode ", "I'm in ", "", "Leeds, "), ""),
            (rng.choice(_POSTCODES), "address:postcode"),
        ]
        return [*parts, after]
    if way < 0.65:
        place = f"{_pick(rng, 'Austin, TX', 'Portland, OR', 'San Jose CA', 'Boston, MA')} {rng.randint(10000, 99999)}{_pick(rng, '', '-' + _digits(rng, 4))}"
        return [(before, ""), (place, "address:zip"), after]
    if way < 0.80:
        line = f"{rng.choice(_STREETS_DE)} {house}"
        parts = [(before, ""), (line if rng.random() < 0.85 else line.lower(), "address:street")]
        if rng.random() < 0.4:
            parts += [
                (", ", ""),
                (f"{rng.randint(10115, 99998)} {_pick(rng, 'Berlin', 'München', 'Köln')}", "address:zip"),
            ]
        return [*parts, after]
    if way < 0.90:
        return [
            (before, ""),
            (f"{rng.randint(1, 200)}{_pick(rng, ' ', ', ', ' bis ')}{rng.choice(_STREETS_FR)}", "address:street"),
            after,
        ]
    if way < 0.96:
        return [
            (before, ""),
            (f"{rng.choice(_STREETS_ES)} {_pick(rng, '', 'nº ')}{rng.randint(1, 200)}", "address:street"),
            after,
        ]
    return [
        (before, ""),
        (_pick(rng, "PO Box 4471", "P.O. Box 12", "po box 883", "Postfach 12 34 56"), "address:box"),
        after,
    ]


_PEOPLE = [
    "Sam Okoro",
    "Amara Fernández",
    "Jürgen Schmidt",
    "Will Cole",
    "Grace May",
    "Mark Patel",
    "Li Wei",
    "Zoë van Dyke",
    "Priya Nair",
    "Siobhán O'Neill",
    "Faith Adeyemi",
    "Tariq Haddad",
    "Marie-Claire Dubois",
]


def _name_item(rng: random.Random, known: str) -> Parts:
    first, last = known.split(" ", 1)
    ordinary = first in ("Will", "Grace", "Mark", "Faith")
    said = rng.choice([known, known, last if last != "May" and last != "Wei" else known, known.upper(), known.lower()])
    ways = [
        [(_pick(rng, "regards, ", "it's for ", "ask ", "signed ", "the parcel is for "), ""), (said, "name:known")],
        [("the account of ", ""), (known, "name:known"), ("'s mother", "")],
        [(_pick(rng, "Hi ", "Dear ", "Thanks "), ""), (first if len(first) > 2 else known, "name:known"), (", ", "")],
    ]
    if not ordinary and len(first) > 2:
        ways.append(
            [
                (_pick(rng, "told ", "I spoke to ", "thank you "), ""),
                (_case(rng, first), "name:known"),
                (_pick(rng, "", " already", "'s line"), ""),
            ]
        )
    return rng.choice(ways)


_STRANGERS = ["Ngozi Bello", "Peter Hansen", "Aoife Byrne", "Carlos Ruiz", "Hannah"]


def _introduced_item(rng: random.Random) -> Parts:
    name = rng.choice(_STRANGERS)
    return rng.choice(
        [
            [
                (
                    _pick(
                        rng,
                        "My name is ",
                        "my name's ",
                        "Name: ",
                        "mein Name ist ",
                        "je m'appelle ",
                        "me llamo ",
                        "ich heiße ",
                    ),
                    "",
                ),
                (name, "name:introduced"),
                (_pick(rng, ".", " and", ",", "\n"), ""),
            ],
            [("this is ", ""), (name, "name:introduced"), (_pick(rng, " speaking", " from Leeds"), "")],
            [
                (_pick(rng, "spoke with Mr ", "spoke with Mrs. ", "ask Dr ", "Herr "), ""),
                (name.split()[-1], "name:titled"),
                (" about", ""),
            ],
        ]
    )


# --- what must be left alone ------------------------------------------------------------------------------------------


def _harmless(rng: random.Random) -> str:
    d = lambda n: _digits(rng, n)  # noqa: E731
    n = lambda low, high: str(rng.randint(low, high))  # noqa: E731
    date = f"{rng.randint(1, 28):02d}{rng.choice('/.-')}{rng.randint(1, 12):02d}{rng.choice('/.-')}{rng.choice(['2024', '2025', '24'])}"
    ways = [
        lambda: _pick(rng, "order number ", "order ", "Order #", "my order is ", "Bestellnummer ", "commande n° ", "pedido ", "order no. ") + _pick(rng, d(7), d(10), d(12), f"{d(3)}-{d(7)}-{d(7)}", f"{d(4)}-{d(4)}", f"A{d(9)}", d(6)),
        lambda: _pick(rng, "tracking ", "tracking number ", "Sendungsnummer ", "parcel ") + _pick(rng, "1Z" + d(3) + "AA" + d(10), f"94{d(2)} {d(4)} {d(4)} {d(4)} {d(4)} {d(2)}", f"JD00{d(14)}", f"RR{d(9)}GB", d(12), d(20)),
        lambda: _pick(rng, "ticket ", "case ", "ref ", "re ", "complaint ") + _pick(rng, "#4471", f"#{d(5)}", f"INC{d(7)}", f"2024-{d(6)}", d(8), f"{d(3)}-{d(3)}-{d(3)}"),
        lambda: _pick(rng, "I paid ", "refund ", "costs ", "Preis ", "only ") + _pick(rng, f"£{n(1, 9)},{d(3)}.00", f"€ {n(1, 99)}.{d(3)},{d(2)}", f"${n(10, 999)}.{d(2)}", f"{n(1, 9)} {d(3)},{d(2)} €", f"₹{n(1, 9)},{d(2)},{d(3)}", f"NGN {n(100, 999)},000", f"{n(10, 99)}.99", f"USD {n(1000, 9999)}"),
        lambda: _pick(rng, "on ", "since ", "by ", "am ", "le ") + _pick(rng, date, f"{date} at 10:30", f"{n(1, 28)} March 2024", f"2025-03-{n(10, 28)}T09:15:00", f"2025/{n(10, 12)}/{n(10, 28)}"),
        lambda: _pick(rng, "between 10:30 and 14:45", "at 9.15am", "from 08:00-18:00", "24/7", "Mon-Fri 9-5", "within 3-5 days", "in 2 weeks, 3 days"),
        lambda: _pick(rng, "version ", "v", "firmware ", "app version ", "iOS ", "build ") + _pick(rng, f"{n(1, 20)}.{n(0, 9)}.{n(0, 20)}", f"{n(1, 20)}.{n(0, 9)}.{n(0, 20)}.{n(1, 250)}", f"{n(1, 20)}.{n(0, 9)}"),
        lambda: _pick(rng, "serial number ", "S/N ", "SN: ", "Seriennummer ") + _pick(rng, f"C02X{d(3)}BJG5", f"{d(10)}", f"{d(4)}-{d(4)}-{d(3)}", f"WX{d(2)}A{d(6)}"),
        lambda: "IMEI " + (imei := "35" + d(12)) + _luhn_digit(imei),
        lambda: _pick(rng, "ISBN 978-3-16-148410-0", f"EAN 40{d(11)}", f"barcode 50{d(11)}", f"SKU {d(6)}-BLK", f"item {d(3)}.{d(3)}.{d(2)}", f"model WH-{d(4)}XM4"),
        lambda: _pick(rng, f"{n(2, 9)} x {n(2, 99)} pieces", f"{n(10, 99)}.5 cm by {n(100, 999)} mm", "230 V, 50 Hz", f"{n(2, 40)} GB of 128", f"page {n(2, 99)} of 120", f"{n(20, 99)}% off", "size 42-44", f"{n(1000, 9999)} x 1080 px"),
        lambda: _pick(rng, "error 0x80070057", f"error {d(4)}", f"E-{d(3)}", f"code {d(6)} did not work", "status 404 404 500"),
        lambda: _pick(rng, f"invoice INV-2024-{d(6)}", f"Rechnung {d(8)}", f"facture {d(4)}-{d(5)}", f"contract {d(9)}", f"booking {d(8)}", f"customer number {d(8)}", "account 4471", f"policy P{d(8)}"),
        lambda: _pick(rng, "coordinates 51.5074, -0.1278", "meter reading 045 231", "gate B12, flight BA2490", "room 212 on floor 3", "bus 148 to platform 9", "lottery 4 8 15 16 23 42", "call 911", "the first 100 1000 10000 of them"),
        lambda: _pick(rng, "2 days on the road", "10 minutes down the street", "I waited 20 minutes in the drive", "3 of the lane signs", "6 weeks is a long way", "no 1 place", "the 4 people in court", "5 times a close call", "I need 2 square metres", "1 more way to fail"),
        lambda: _pick(rng, "will you help me", "Will this ever arrive?", "mark my words", "it may take long", "in May", "grace period", "May I ask", "have faith in you", "a good cole slaw", "the sam e thing", "Mark it as done", "WILL YOU REPLY"),
        lambda: _pick(rng, "my name is on the box", "my name is not important", "this is ridiculous speaking plainly", "this is Really bad", "Hi There,", "Dear Sir or Madam,", "my name was spelled wrong", "the name is wrong"),
        lambda: _pick(rng, "look at amazon.com", "see www.example.com/a?b=1", "follow @heard on it", "meet at noon dot", "5@ 2 each", "I was at work", "file.v2.final.pdf", "@@@"),
        lambda: _pick(rng, "the offer expires 12/25", "valid until 31/12/2025", "the cvv field is broken", "the security code never arrives", "my card ending 4242", "card **** **** **** 1111", "card XXXX-4242", "a born leader of 12 people", "passport photo 35x45", "[card-1]", "[email-2] as they said"),
        lambda: f"order {d(16)}" if rng.random() < 0.3 else f"shipment {d(18)}",
    ]  # fmt: skip
    return rng.choice(ways)()


_FILLER = [
    "where is my stuff", "this is the THIRD time!!", "pls help", "I have been waiting for ages", "Ich warte seit Wochen", "c'est inadmissible", "no me han contestado", "abeg help me", "kya aap help karenge",
    "so dissapointed tbh", "??", "thx", "can sb call back", "не работает", "配送はまだですか", "😡😡", "ok", "what a joke", "the app crashes every time", "asap", "&amp; again", "not again...", "Vielen Dank", "merci d'avance", "sorry for the caps", "idk anymore",
]  # fmt: skip
_JOINS = [" ", " ", " ", ", ", ". ", "\n", "\n\n", "; ", " - ", "!! ", " / ", "... ", " | ", "\r\n", "\t", "  "]


def _typo(rng: random.Random, text: str) -> str:
    if len(text) < 6 or rng.random() > 0.25 or "&" in text or "[" in text or any(c.isdigit() for c in text):
        return text
    at = rng.randrange(1, len(text) - 2)
    return rng.choice(
        [
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        ]
    )


_MAKERS: list[tuple[int, Callable[[random.Random], Parts]]] = [
    (5, _card_item), (5, _email_item), (7, _phone_item), (3, _iban_item), (2, _account_item), (7, _id_item),
    (3, _birth_item), (2, _ip_item), (6, _address_item), (2, _introduced_item),
]  # fmt: skip


def _sample(rng: random.Random) -> Sample:
    known = rng.choice(_PEOPLE)
    pieces: list[Parts] = []
    makers = [maker for weight, maker in _MAKERS for _ in range(weight)]
    for _ in range(rng.choice([0, 1, 1, 1, 2, 2, 3])):
        pieces.append(_name_item(rng, known) if rng.random() < 0.1 else rng.choice(makers)(rng))
    for _ in range(rng.choice([0, 1, 1, 2, 3])):
        pieces.append([(_harmless(rng), "")])
    for _ in range(rng.choice([0, 1, 1, 2])):
        pieces.append([(_typo(rng, rng.choice(_FILLER)), "")])
    rng.shuffle(pieces)
    text, items = "", []
    for number, piece in enumerate(pieces):
        if number:
            text += rng.choice(_JOINS)
        for words, sort in piece:
            if sort:
                items.append(Item(sort.split(":")[0], sort, len(text), len(text) + len(words)))
            text += words
    return Sample(text, (known,), tuple(items))


def samples(count: int, seed: int = 20_26) -> Iterator[Sample]:
    """``count`` messages; the same ones for the same seed."""
    rng = random.Random(seed)
    for _ in range(count):
        yield _sample(rng)
