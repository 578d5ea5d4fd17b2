"""What stands before a number says what it is: a reference, a version, a telephone, a card."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from heard.engine.redaction.view import MARKS

if TYPE_CHECKING:
    from collections.abc import Iterator

Hit = tuple[int, int, str]
"""Start and end in the view, and the rule that found it; what stands before the rule's first dot is the kind."""

_BEFORE = 48
LINK = (
    r"(?:[ \n]{0,2}(?:numbers?|num|no|nr|nummer|n[°ºo]|code|id|ref|is|was|are|ist|est|es|è|é|of|del?|my|the|'s"
    r"|[:=#(.<\-])){0,5}[ \n]{0,2}"
)
"""Between the word that introduces a number and the number: 'number is', 'no. :', '#'."""

_REFERENCE = re.compile(
    r"(?:#|(?<![^\W_])(?:orders?|tracking|parcel|package|shipment|delivery|consignment|waybill|ticket|case|incident"
    r"|complaint|ref|re"
    r"|reference|booking|reservation|confirmation|pnr|invoice|receipt|quote|policy|claim|contract|membership|member"
    r"|loyalty"
    r"|customer|client|transaction|serial|serien\w{0,8}|s/n|sn|imei|imsi|isbn|ean|upc|gtin|barcode|sku|item|article"
    r"|art|model"
    r"|part|product|asin|batch|lot|error|fehler|status|flight|voucher|coupon|gift|otp|meter|bestell\w{0,10}"
    r"|auftrag\w{0,10}"
    r"|sendung\w{0,10}|rechnung\w{0,10}|kunden\w{0,10}|commande|facture|colis|suivi|pedido|factura|env[ií]o|ordine"
    r"|fattura|encomenda|fatura)(?![^\W_]))" + LINK + "$",
    re.IGNORECASE,
)
_VERSION = re.compile(
    r"(?<![^\W_])(?:v|ver|version|firmware|release|build|software|ios|android|update|patch|windows|macos|chrome|driver)"
    r"(?:[ \n]{0,2}(?:number|no|is|to|[:=#.])){0,3}[ \n]{0,2}$",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![^\W_])(?:tel|telephone|telefon\w{0,8}|tél|téléphone|teléfono|telefono|telefone|phone|ph|mobile|mob|mobil"
    r"|móvil|celular"
    r"|cellulare|cell|portable|handy\w{0,7}|landline|fax|whats? ?app|signal|viber|telegram|call(?: me| us)?|ring(?: me"
    r"| us)?"
    r"|text(?: me)?|sms|dial|(?:reach|contact)(?: me| us)?|callback|call back|rückruf|my number|the number|numéro"
    r"|nummer)"
    r"(?:[ \n]{0,2}(?:numbers?|num|no|nr|n[°ºo]|is|are|ist|est|es|é|è|on|at|to|auf|unter|au|al|me"
    r"|[:=#(.<\-])){0,5}[ \n]{0,2}$",
    re.IGNORECASE,
)
_AFTER_PHONE = re.compile(rf"{MARKS['phone']}(?:[ ]?/[ ]?|,?[ ](?:or|and|oder|ou|und|et|y|o|e|&)[ ])$", re.IGNORECASE)
_CARD = re.compile(
    r"(?:card|visa|mastercard|maestro|amex|american express|karte|carte|tarjeta|carta|cartão|debit|credit"
    r"|pan)(?![^\W_])",
    re.IGNORECASE,
)


def before(text: str, at: int, width: int = _BEFORE) -> str:
    """The little that stands before ``at``."""
    return text[max(0, at - width) : at]


def is_reference(text: str, at: int) -> bool:
    """Whether the number at ``at`` is introduced as an order, a parcel, a serial number and the like.

    >>> is_reference("order number: 1", 14), is_reference("call me on 1", 11)
    (True, False)
    """
    return _REFERENCE.search(before(text, at)) is not None


def is_version(text: str, at: int) -> bool:
    """Whether what stands at ``at`` is introduced as a version."""
    return _VERSION.search(before(text, at)) is not None


def is_phone(text: str, at: int) -> bool:
    """Whether the number at ``at`` is introduced as a telephone number, or follows one."""
    said = before(text, at)
    return _PHONE.search(said) is not None or _AFTER_PHONE.search(said) is not None


def speaks_of_card(text: str, at: int) -> bool:
    """Whether a card is spoken of shortly before ``at``."""
    return _CARD.search(before(text, at)) is not None


def groups(pattern: re.Pattern[str], text: str, rule: str) -> Iterator[Hit]:
    """Every group named ``it``, ``it2`` ... of every match, as hits of one rule."""
    for found in pattern.finditer(text):
        for name in found.re.groupindex:
            if found[name]:
                yield found.start(name), found.end(name), rule
