"""Small edits to a learner's function, each with the words for the mistake that it undoes.

They come in the order in which a teacher would think of them. An edit changes the tree of the
source for as long as it is `made`, and puts it back.
"""

from collections.abc import Iterator

from .brackets import brackets
from .functions import a_function_around, keyword_added, other_axis, other_function, transposed
from .names import other_name, returned_in_another_order, swapped_names
from .parts import a_factor, a_term, left_out
from .place import and_together, line_of, places
from .python import of_python
from .signs import (
    another_number,
    arguments_for_small_numbers,
    off_by_one,
    other_comparison,
    other_operator,
    other_order,
    other_sign,
)
from .statements import conditions, whole_statements

__all__ = ["line_of", "of_mathematics", "of_python"]


def of_mathematics(lines, known) -> Iterator:
    """Yield the edits that undo mistakes of the mathematics, the likeliest first."""
    every = places(lines.tree)
    for kind in (
        conditions,
        other_comparison,
        left_out,
        other_sign,
        other_order,
        other_function,
        other_axis,
        other_name,
        brackets,
        transposed,
        another_number,
        off_by_one,
        arguments_for_small_numbers,
    ):
        yield from and_together(kind(lines, every, known))
    yield from whole_statements(lines.tree)
    for kind in (swapped_names, other_operator, keyword_added, a_factor, a_function_around, a_term):
        yield from and_together(kind(lines, every, known))
    yield from returned_in_another_order(every)
