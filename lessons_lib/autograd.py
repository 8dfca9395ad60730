"""Numbers that remember what they were made of, so that an error can find its way back.

    c = a · b      dL/da += dL/dc · b      dL/db += dL/dc · a
    c = a + b      dL/da += dL/dc          dL/db += dL/dc

What PyTorch does with arrays, here with single numbers, to be read in one sitting.
Source: Linnainmaa (1970), The representation of the cumulative rounding error of an algorithm as a
Taylor expansion of the local rounding errors, University of Helsinki.
"""


class Scalar:
    """A number, what it was made of, and how an error goes back through it.

    value    the number
    error    dL/d(this number), once `backward` has been there
    made_of  the Scalars that it was made of
    """

    def __init__(self, value, made_of=(), shares=lambda error: ()):
        self.value = float(value)
        self.error = 0.0
        self.made_of = made_of
        self.shares = shares  # shares(error) -> the share of each of made_of

    def __add__(self, other):
        """Return self + other."""
        return Scalar(self.value + other.value, (self, other), lambda error: (error, error))

    def __mul__(self, other):
        """Return self · other."""
        a, b = self.value, other.value
        return Scalar(a * b, (self, other), lambda error: (error * b, error * a))

    def relu(self):
        """Return max(self, 0)."""
        slope = 1.0 if self.value > 0 else 0.0
        return Scalar(max(self.value, 0.0), (self,), lambda error: (error * slope,))


def in_order(number, found=None) -> list[Scalar]:
    """Return all that a Scalar was made of, and itself last: each after what it was made of."""
    found = [] if found is None else found
    if not any(number is one for one in found):
        for part in number.made_of:
            in_order(part, found)
        found.append(number)
    return found


def backward(loss) -> None:
    """Leave dL/d(number) in the error of every Scalar that the loss was made of.

    Errors that arrive on several paths add up.
    """
    order = in_order(loss)
    for number in order:
        number.error = 0.0
    loss.error = 1.0
    for number in reversed(order):
        for part, share in zip(number.made_of, number.shares(number.error), strict=True):
            part.error += share
