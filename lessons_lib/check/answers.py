"""What a learner's function answers in each case, what is right, and when two are the same."""

import copy
import itertools
from typing import NamedTuple

import numpy as np

from .. import learner
from . import circumstances, source

RTOL = 1e-6
ROUGH = 1e-4  # for numbers of 32 bits or fewer, which keep about seven digits


class Answer(NamedTuple):
    """What the learner's function returned for one case, its numbers, and the right ones."""

    args: tuple
    value: object
    mine: np.ndarray
    right: np.ndarray
    rough: bool = False  # whether its lines say that they reckon with few digits

    @property
    def rtol(self):
        """How far apart two numbers may be, as a share of their size."""
        return ROUGH if self.rough else rtol_of(self.value)

    @property
    def is_right(self):
        return same(self.mine, self.right, self.rtol)


def _changed(name, mine, library, i):
    """Return the words for a function that changes its argument number i."""
    names = circumstances.names_of(mine, library)
    argument = names[i] if i < len(names) else ""
    where = source.changed_argument(mine, argument)
    instead = "Make a new array instead: whoever calls your function still needs the old one."
    if where:
        return f"{name} changes its own argument in place. {where}. {instead}"
    return (
        f"{name} changes its own argument{f' `{argument}`' if argument else ''} in place. {instead}"
    )


def rtol_of(value) -> float:
    """Return how far apart two numbers of this kind may be, as a share of their size."""
    dtype = getattr(value, "dtype", None)
    if isinstance(value, (list, tuple)) and value:
        return max(rtol_of(part) for part in value)
    return ROUGH if dtype is not None and dtype.kind == "f" and dtype.itemsize < 8 else RTOL


def same(a, b, rtol=RTOL) -> bool:
    """Return whether two values are equal up to rounding; what is no number counts as equal."""
    if isinstance(a, (list, tuple)):  # a network's parameters, its stages
        return len(a) == len(b) and all(same(x, y, rtol) for x, y in zip(a, b, strict=True))
    if not isinstance(a, (np.ndarray, np.number, float, int)):
        return True
    if np.shape(a) != np.shape(b):
        return False
    return bool(np.allclose(a, b, rtol=rtol, atol=max(1e-9, rtol * 1e-2 if rtol > RTOL else 0)))


def answer(call, library, args, shapes=(), mine=None) -> Answer:
    """Return the Answer of `call` in one case.

    shapes  {what to say: a mistake whose answer has another shape than the right one}
    mine    the learner's own function, whose lines may say more
    Trouble when it raises, returns no numbers of the right shape, or changes its arguments.
    """
    name = learner.name_of(call)
    handed = copy.deepcopy(args)
    with np.errstate(all="ignore"):
        value = learner.run(call, *handed)
    right = np.asarray(library(*args), dtype=float)
    says = _known_shape(value, right, args, shapes)
    if says:
        raise learner.Trouble(f"Not yet. {says}")
    if says := _one_of_several(value, right):
        raise learner.Trouble(f"Not yet. {name} {says}")
    numbers = learner.as_numbers(name, value, right)
    for i, (a, b) in enumerate(zip(args, handed, strict=True)):
        if not same(a, b):
            raise learner.Trouble(f"Not yet. {_changed(name, mine or call, library, i)}")
    return Answer(args, value, numbers, right, source.is_rough(mine or call))


ORDER = ("first", "second", "third", "fourth", "fifth", "sixth")


def _one_of_several(value, right):
    """Return the words for several things of which only one was asked for, or None."""
    if not isinstance(value, tuple) or not 2 <= len(value) <= len(ORDER):
        return None
    for place, part in zip(ORDER, value, strict=False):
        try:
            numbers = np.asarray(part, dtype=float)
        except Exception:
            continue
        if learner.means_the_same_shape(numbers.shape, right.shape) and same(
            numbers.reshape(right.shape), right
        ):
            return f"returns {len(value)} things, and only the {place} was asked for."
    if right.ndim == 0:
        return f"returns {len(value)} things, one after a comma, and one number was asked for."
    return None


def _known_shape(value, right, args, shapes):
    """Return the words for a mistake of another shape that gives this value, or None."""
    try:
        numbers = np.asarray(value, dtype=float)
    except Exception:  # no numbers: what it is instead is said elsewhere
        return None
    for says, wrong in dict(shapes).items():
        like = what_it_gives(wrong, args)
        if like is None or not numbers.shape == like.shape != right.shape:
            continue
        if same(numbers, like):
            return says
    return _of_another_shape(numbers, right)


def what_it_gives(wrong, args):
    """Return the numbers of a known mistake, or None where it does not fit these arguments."""
    try:
        with np.errstate(all="ignore"):
            return np.asarray(wrong(*args), dtype=float)
    except (ValueError, IndexError, ZeroDivisionError, TypeError):
        return None


def _of_another_shape(numbers, right):
    """Return the words for the right numbers in another shape, or for some of them, or None."""
    is_now = " × ".join(map(str, numbers.shape))
    wanted = " × ".join(map(str, right.shape))
    if learner.means_the_same_shape(numbers.shape, right.shape) or not right.ndim:
        return None
    if right.ndim > 1 and numbers.ndim == right.ndim:
        for order in itertools.permutations(range(right.ndim)):
            if same(numbers, right.transpose(order)):
                turned = "rows and columns are swapped, `.T`"
                if right.ndim > 2:
                    turned = "its axes stand in another order"
                return (
                    f"The numbers are right, and yours is turned, {is_now} for {wanted}: {turned}."
                )
    if numbers.size == right.size and same(numbers.ravel(), right.ravel()):
        shape = ", ".join(map(str, right.shape))
        flat = "one flat row" if numbers.ndim == 1 else is_now
        return f"The numbers are right, but in {flat}: `.reshape({shape})` lays them out."
    if numbers.shape == right.shape[1:]:
        if same(numbers, right[0]):
            return f"That's the first of {len(right)} only. All of them are asked for."
        if same(numbers, right[-1]):
            return (
                f"That's the last of {len(right)} only: does each round of a loop write over the "
                "one before?"
            )
    if numbers.ndim == right.ndim:
        return _cropped(numbers, right, is_now, wanted) or _square(numbers, right, is_now, wanted)
    return None


def _square(numbers, right, is_now, wanted):
    """Return the words for a square answer where the right one is none, or None."""
    square = numbers.ndim == 2 and numbers.shape[0] == numbers.shape[1] == right.shape[0]
    if square and right.shape[0] != right.shape[1]:
        return (
            f"Yours is {is_now}, and {wanted} is right: the rows are counted for the columns too."
        )
    return None


def _cropped(numbers, right, is_now, wanted):
    """Return the words for an array with rows or columns too many or too few, or None."""
    common = tuple(slice(min(n, r)) for n, r in zip(numbers.shape, right.shape, strict=True))
    if not numbers[common].size or not same(numbers[common], right[common]):
        return None
    if says := _square(numbers, right, is_now, wanted):
        return says
    if all(n >= r for n, r in zip(numbers.shape, right.shape, strict=True)):
        return f"Yours is {is_now}, and {wanted} is right: it has too many rows or columns."
    return f"Yours is {is_now}, and {wanted} is right: rows or columns are missing."


def are_right(call, expected, rough=False) -> bool:
    """Return whether `call` is right in all cases, without a word about why it is not.

    expected  [(arguments, the right answer)]
    rough     whether its lines say that they reckon with few digits
    """
    for args, right in expected:
        try:
            value = call(*copy.deepcopy(args))
            numbers = np.asarray(value, dtype=float)
        except Exception:
            return False
        if not learner.means_the_same_shape(numbers.shape, right.shape):
            return False
        if not same(numbers.reshape(right.shape), right, ROUGH if rough else rtol_of(value)):
            return False
    return True
