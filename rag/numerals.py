"""Numbers as word processors write them in front of numbered paragraphs.

Names and sequences of the forms: ECMA-376 part 1, 17.18.59 (ST_NumberFormat); what Word shows
beyond a hundred: [MS-DOCX] 2.4 (一○○ for chineseCounting, 一百 for chineseCountingThousand).
"""

from __future__ import annotations

from collections.abc import Callable

_MOST = 9999  # larger numbers are shown in digits in every form
_HAN = "〇一二三四五六七八九"
_HAN_WORDS = "零一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def numeral(number: int, form: str) -> str:
    """Return a number in a form of ST_NumberFormat; in digits where the form has no word for it.

    ``none`` and ``bullet`` give an empty text, an unknown form digits.
    """
    if form in ("none", "bullet"):
        return ""
    writer = _WRITERS.get(form)
    return writer(number) if writer and 0 < number <= _MOST else str(number)


def _counted(number: int, digits: str, units: str) -> str:
    """Write 一百零一: one 零 for any run of zeros inside, none at the end."""
    written, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            written += (digits[0] if gap else "") + digits[digit] + (units[place - 1] if place else "")  # fmt: skip
        gap = bool(written) and not digit
    return written


def _chinese(number: int) -> str:
    written = _counted(number, _HAN_WORDS, "十百千")
    return written[1:] if number < 20 and number >= 10 else written  # 十二, not 一十二


def _chinese_short(number: int) -> str:
    # Word writes ○ for the zero; 〇 looks the same and is the numeral.
    return _chinese(number) if number < 100 else _digits(_HAN)(number)


def _japanese(number: int) -> str:
    return "".join(
        ("" if digit == 1 and place else _HAN[digit]) + (" 十百千"[place].strip())
        for place in (3, 2, 1, 0)
        if (digit := number // 10**place % 10)
    )


def _legal(digits: str) -> Callable[[int], str]:
    return lambda number: _counted(number, digits, "拾佰仟")


def _digits(digits: str) -> Callable[[int], str]:
    return lambda number: "".join(digits[int(digit)] for digit in str(number))


def _listed(characters: str) -> Callable[[int], str]:
    return lambda n: characters[n - 1] if n <= len(characters) else str(n)


def _range(first: str, count: int) -> Callable[[int], str]:
    return _listed("".join(chr(ord(first) + i) for i in range(count)))


def _letters(number: int) -> str:
    # Word goes on with aa, bb, cc, as ST_NumberFormat says.
    return chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 30)


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written


_WRITERS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _digits("０１２３４５６７８９"),
    "decimalFullWidth2": _digits("０１２３４５６７８９"),
    "decimalEnclosedCircle": _range("①", 20),
    "decimalEnclosedCircleChinese": _range("①", 20),
    "decimalEnclosedFullstop": _range("⒈", 20),
    "decimalEnclosedParen": _range("⑴", 20),
    "ideographEnclosedCircle": _range("㈠", 10),
    "numberInDash": lambda number: f"- {number} -",
    "chineseCounting": _chinese_short,
    "taiwaneseCounting": _chinese_short,
    "chineseCountingThousand": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _japanese,
    "ideographDigital": _digits(_HAN),
    "taiwaneseDigital": _digits(_HAN),
    "japaneseDigitalTenThousand": _digits(_HAN),
    "chineseLegalSimplified": _legal("零壹贰叁肆伍陆柒捌玖"),
    "ideographLegalTraditional": _legal("零壹貳參肆伍陸柒捌玖"),
    "ideographTraditional": _listed(_STEMS),
    "ideographZodiac": _listed(_BRANCHES),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperRoman": _roman,
}
