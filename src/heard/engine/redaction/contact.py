"""Mail addresses, in all the ways that people write the @, and internet addresses."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv6Address
from typing import TYPE_CHECKING

from heard.engine.redaction.context import is_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heard.engine.redaction.context import Hit

_LETTER = r"[^\W\u2e80-\u9fff\uac00-\ud7af]"
_LABEL = rf"{_LETTER}(?:{_LETTER}|-){{0,62}}"
_HOST = rf"(?:{_LABEL}\.){{1,5}}[a-z]{{2,24}}(?![^\W\d_](?<![\u2e80-\u9fff\uac00-\ud7af]))"
_LOOSE_HOST = (
    rf"(?:{_LABEL} ?[.,] ?){{1,3}}(?:com|net|org|info|io|co|de|fr|es|it|uk|us|in|ng|jp|ca|br|nl|eu|example)(?![^\W_])"
)
_ENDS = (
    r"(?:com|net|org|edu|gov|info|biz|io|co|app|dev|shop|me|tv|uk|ie|us|ca|au|nz|za|ng|ke|gh|in|pk|de|at|ch|fr|be|nl"
    r"|lu|es|pt"
    r"|br|mx|ar|it|pl|cz|se|no|dk|fi|gr|ro|hu|ru|ua|tr|jp|cn|kr|sg|hk|my|ph|id|ae|eu|example)"
)
_PROVIDERS = (
    r"(?:gmail|googlemail|hotmail|outlook|yahoo|icloud|live|msn|aol|gmx|web|proton|protonmail|btinternet|orange"
    r"|wanadoo|free"
    r"|libero|t-online|rediffmail|mail|qq|163|yandex|zoho|me|posteo|fastmail)"
)
_AFTER = re.compile(
    rf"[ ]?@{{1,2}}[ ]?{_HOST}"
    rf"|[ ]{{0,2}}@[ ]{{0,2}}{_LOOSE_HOST}"
    r"|[ ]{0,2}[(\[{<][ ]?(?:at|@|ät|arroba)[ ]?[)\]}>][ ]{0,2}"
    rf"(?:{_HOST}|{_LABEL}(?:[ ]?[(\[{{]?(?:dot|punkt|\.)[)\]}}]?[ ]?{_LABEL}){{1,4}})"
    rf"|[ ](?:at|ät|arroba|chez|arobase)[ ](?:{_LABEL}[ ](?:dot|punkt|punto|point|ponto)[ ]){{1,4}}{_ENDS}(?![^\W_])"
    rf"|[ ](?:at|arroba|arobase)[ ]{_PROVIDERS}[ ]?\.[ ]?{_ENDS}(?:\.{_ENDS})?(?![^\W_])"
    rf"|@{_PROVIDERS}(?![\w.])",
    re.IGNORECASE,
)
_AT = re.compile(
    r"[ ]{0,2}(?:@|[(\[{<][ ]?(?:at|@|ät|arroba)[ ]?[)\]}>]|(?<= )(?:at|ät|arroba|chez|arobase)(?= ))", re.IGNORECASE
)
_PLAIN_AT = re.compile(rf"[ ](?:at|arroba|arobase)[ ]{_HOST}", re.IGNORECASE)
_LIKE_A_LOCAL = re.compile(r"[^\W\d_]{1,30}[._][^\W\d_]{2,30}\d{0,4}$")
_SPOKEN_BEFORE = re.compile(
    r"(?:[^\W_]{1,30}[ ]?(?:[(\[{](?:dot|punkt)[)\]}]|(?<= )dot(?= ))[ ]?){1,3}$", re.IGNORECASE
)
_LOCAL = re.compile(_LETTER)
_IN_LOCAL = frozenset(".+%'!&=-_")
_LONGEST_LOCAL = 64


def emails(text: str) -> Iterator[Hit]:
    """Mail addresses: with an @, with '(at)', or spoken as 'name at domain dot com'."""
    done = 0
    for at in _AT.finditer(text):
        start = _local(text, at.start(), done)
        found = _AFTER.match(text, at.start()) if start < at.start() else None
        if not found and _LIKE_A_LOCAL.match(text[start : at.start()]):
            found = _PLAIN_AT.match(text, at.start())
        if found:
            spoken = _SPOKEN_BEFORE.search(text[max(done, start - _LONGEST_LOCAL) : start])
            yield start - (len(spoken[0]) if spoken else 0), found.end(), "email"
            done = found.end()


def _local(text: str, end: int, done: int) -> int:
    """Where the part before the @ begins; ``end`` if there is none."""
    start = end
    while start > max(done, end - _LONGEST_LOCAL) and (text[start - 1] in _IN_LOCAL or _LOCAL.match(text, start - 1)):
        start -= 1
    while start < end and not text[start].isalnum():
        start += 1
    return start


_IPV4 = re.compile(r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])(?=[0-9a-f:]{0,5}:)[0-9a-f:]{3,39}(?![\w:])", re.IGNORECASE)


def addresses_ip(text: str) -> Iterator[Hit]:
    """Internet addresses of both versions; a version number of four parts is left alone when it is called one."""
    for found in _IPV4.finditer(text):
        if not is_version(text, found.start()):
            yield found.start(), found.end(), "ip.v4"
    for found in _IPV6.finditer(text):
        if found[0].count(":") >= 2 and _is_ipv6(found[0]):
            yield found.start(), found.end(), "ip.v6"


def _is_ipv6(text: str) -> bool:
    try:
        return len(text) > len("::1") and IPv6Address(text) is not None
    except AddressValueError:
        return False
