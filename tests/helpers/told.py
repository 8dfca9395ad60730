"""The numbers in a live text, as floats: "−0.3", "29,074" and "1.2 × 10⁻⁸" among them."""

import re

RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
NUMBER = re.compile(r"(−?\d[\d,]*(?:\.\d+)?)(?: × 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?")


def number(text):
    """Return the number that stands at the beginning of a text."""
    found = NUMBER.match(text)
    assert found, f"no number begins {text[:40]!r}"
    return _value(found)


def after(text, words, count=1):
    """Return the number that follows these words, or the first `count` of them."""
    assert words in text, f"{words!r} is not in {text!r}"
    rest = text.split(words, 1)[1]
    found = [_value(match) for match in NUMBER.finditer(rest)]
    return found[0] if count == 1 else found[:count]


def _value(match):
    size = int(match[2].translate(RAISED)) if match[2] else 0
    return float(match[1].replace("−", "-").replace(",", "").rstrip(".")) * 10.0**size
