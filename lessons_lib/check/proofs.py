"""What a verdict can prove about a right answer."""

from .. import gradcheck


def as_wiggled(mine, wiggled, where) -> str:
    """Return how far a gradient agrees with wiggling, "to 10⁻⁷".

    where  what to say when it does not; ValueError carries it
    """
    error = gradcheck.relative_error(mine, wiggled)
    if error > 1e-4:
        raise ValueError(where)
    if error <= 1e-7:
        return "to 10⁻⁷"
    return f"to {error:.0e}, as far as its numbers have digits"
