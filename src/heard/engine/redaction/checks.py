"""Check digits: what tells a card or an identity number from an order number."""

from __future__ import annotations

_VERHOEFF_TURN = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 5, 7, 6, 2, 8, 3, 0, 9, 4),
    (5, 8, 0, 3, 7, 9, 6, 1, 4, 2),
    (8, 9, 1, 6, 0, 4, 3, 5, 2, 7),
    (9, 4, 5, 3, 1, 2, 6, 8, 7, 0),
    (4, 2, 8, 6, 5, 7, 3, 9, 0, 1),
    (2, 7, 9, 3, 8, 0, 6, 4, 1, 5),
    (7, 0, 4, 6, 9, 1, 3, 2, 5, 8),
)
_SPANISH = "TRWAGMYFPDXBNJZSQVHLCKE"
_ITALIAN_DIGITS = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)
_ITALIAN_LETTERS = (2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
_ITALIAN_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (*_ITALIAN_DIGITS, *_ITALIAN_DIGITS, *_ITALIAN_LETTERS),
        strict=True,
    )
)


def luhn(digits: str) -> bool:
    """The check of payment cards.

    >>> luhn("4111111111111111"), luhn("4111111111111112")
    (True, False)
    """
    doubled = sum((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)[int(digit)] for digit in digits[-2::-2])
    return (doubled + sum(int(digit) for digit in digits[::-2])) % 10 == 0


def iban(text: str) -> bool:
    """Modulo 97 of an IBAN without separators, in capitals.

    >>> iban("GB82WEST12345698765432"), iban("GB82WEST12345698765433")
    (True, False)
    """
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1


def verhoeff(digits: str) -> bool:
    """The check of India's Aadhaar number.

    >>> verhoeff("234123412346"), verhoeff("234123412347")
    (True, False)
    """
    check = 0
    for place, digit in enumerate(reversed(digits)):
        turned = _VERHOEFF_TURN[place % 8][int(digit)]
        high = 5 * ((check >= 5) != (turned >= 5))
        check = (check + turned if check < 5 else check - turned) % 5 + high
    return check == 0


def nhs(digits: str) -> bool:
    """The check of the ten digits of the National Health Service.

    >>> nhs("9434765919"), nhs("9434765918")
    (True, False)
    """
    check = -sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return check == int(digits[9])


def cpf(digits: str) -> bool:
    """The two check digits of Brazil's CPF.

    >>> cpf("52998224725"), cpf("52998224726"), cpf("11111111111")
    (True, False, False)
    """
    if len(set(digits)) == 1:
        return False
    return all(
        sum(int(digit) * (length + 1 - place) for place, digit in enumerate(digits[:length])) * 10 % 11 % 10
        == int(digits[length])
        for length in (9, 10)
    )


def spanish(text: str) -> bool:
    """The letter of a Spanish DNI or NIE, in capitals and without separators.

    >>> spanish("12345678Z"), spanish("X1234567L"), spanish("12345678A")
    (True, True, False)
    """
    number = text[:-1].translate(str.maketrans("XYZ", "012"))
    return number.isdigit() and text[-1] == _SPANISH[int(number) % 23]


def italian(text: str) -> bool:
    """The last letter of a codice fiscale, in capitals.

    >>> italian("RSSMRA85T10A562S"), italian("RSSMRA85T10A562T")
    (True, False)
    """
    total = sum(
        _ITALIAN_ODD[char] if place % 2 == 0 else int(char) if char.isdigit() else ord(char) - ord("A")
        for place, char in enumerate(text[:15])
    )
    return chr(ord("A") + total % 26) == text[15]


def french(text: str) -> bool:
    """The key of a French social security number (15 characters; Corsica's 2A and 2B as they are).

    >>> french("255081416802538"), french("255081416802539")
    (True, False)
    """
    body = text[:13].upper().replace("2A", "19").replace("2B", "18")
    return body.isdigit() and 97 - int(body) % 97 == int(text[13:])
