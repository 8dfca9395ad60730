"""Numbers as a sentence says them."""

import numpy as np

from ..plots.style import raised


def number(value, digits=3):
    """Return a number as text: 9.75, −0.3, 29,074, 1.2 × 10⁸, or "more than a computer can hold"
    beyond the floats.
    """
    value = float(value)
    if not np.isfinite(value):
        return "more than a computer can hold"
    size = abs(value)
    if size and (size >= 1e6 or size < 1e-3):
        mantissa, exponent = f"{value:.{max(0, digits - 2)}e}".split("e")
        return f"{mantissa} × 10{raised(int(exponent))}".replace("-", "−")
    if size >= 1000 or "e" in f"{size:.{digits}g}":  # 999.9 has three digits as 1,000
        return f"{value:,.0f}".replace("-", "−")
    shown = f"{value:.{digits}g}"
    return "0" if float(shown) == 0 else shown.replace("-", "−")


def power(value):
    """Return the size of a number above 0 as a power of ten: 10⁻¹¹."""
    return f"10{raised(round(np.log10(value)))}"


def short(value, digits=2):
    """Return a number as a picture has room for it: 2, −0.42, 131, ≈0."""
    value = float(value)
    if not np.isfinite(value):
        return "NaN" if np.isnan(value) else "∞" if value > 0 else "−∞"
    if abs(value) >= 1e5:
        return f"{value:.0e}".replace("e+0", "e").replace("-", "−")
    shown = f"{value:.{digits if abs(value) < 10 ** (digits + 1) / digits else 0}f}"
    shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
    return ("≈0" if value else "0") if float(shown) == 0 else shown.replace("-", "−")


def many(n, thing):
    """Return "1 step" or "2 steps"."""
    return f"{n:,} {thing}{'' if n == 1 else 'es' if thing.endswith('s') else 's'}"


def a_digit(d):
    """Return "a 3" or "an 8"."""
    return f"an {d}" if d == 8 else f"a {d}"


def pair(values, digits=3):
    """Return two numbers as (a, b)."""
    return "(" + ", ".join(number(v, digits) for v in values) + ")"


def unlike(place, mine, right):
    """Return the sentence that says where a learner's answer is farthest from the library's."""
    where = f" at {list(place)}" if place else ""
    return f"Yours gives {number(mine, 6)}{where}, the library's {number(right, 6)}."


# a difference smaller than this share of the numbers it is a difference of is no more than their
# rounding
ROUNDING = 1e-12
NOTHING = "0, as far as rounding tells"


def gap(value, of, digits=3):
    """Return a difference as text. `of` is the size of the numbers it is a difference of, and so
    says what rounding can do.
    """
    return NOTHING if abs(value) <= ROUNDING * abs(of) else number(value, digits)


def cleared(value, of):
    """Return a difference or a sum without what rounding left of it: 0 where it is below ROUNDING
    of the numbers `of` it.
    """
    return np.where(np.abs(value) <= ROUNDING * np.abs(of), 0.0, value)


def sentences(*parts):
    """Return sentences one after the other; what is empty or None is left out."""
    return " ".join(filter(None, parts))
