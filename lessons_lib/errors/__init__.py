"""Python's and NumPy's errors, told with the names and shapes that stand in the learner's own line.

`told(error, file)` finds the very expression that failed, looks up what its names held at that
moment, and says in a sentence what did not fit. It runs nothing of theirs again: only names, their
attributes, and numbers picked from them are looked up, never a call.
"""

import re

import numpy as np

from .indices import (
    list_too_short,
    no_key,
    no_whole_index,
    nothing_to_pick,
    out_of_bounds,
    too_many_indices,
    two_brackets,
)
from .kinds import (
    called,
    joined_or_added,
    lists_are_no_arrays,
    no_list,
    no_power,
    not_iterable,
    not_theirs,
    not_to_be_changed,
    nothing_there,
    one_number_needed,
    other_arguments,
    true_or_false,
    unpacked,
    whole_numbers_only,
    without_brackets,
)
from .names import no_attribute, too_early, unknown_name
from .sizes import (
    axes_in_brackets,
    cannot_grow,
    matrices,
    no_matrix,
    no_room,
    not_all_alike,
    nothing_in_it,
    one_by_one,
    one_list_only,
    reshaped,
    rows_only,
    shape_in_brackets,
    stacked,
)
from .spot import Told, spot_of
from .values import by_zero, empty_range, fewer_there, without_end


def told(error, file) -> Told:
    """Return what an error means; nothing where only Python's own words are left.

    file  where the learner's function stands; the error must have passed through it
    """
    try:
        spot = spot_of(error, file)
        words = str(error)
        for kind, pattern, says in RULES:
            if isinstance(error, kind) and (match := re.search(pattern, words)):
                sentence = says(spot, match, error)
                if sentence:
                    return Told(sentence) if isinstance(sentence, str) else Told(*sentence)
    except Exception:  # a strange object in their names must not hide the error itself
        return Told("")
    return Told("")


MATMUL = r"matmul|not aligned|core dimension|shape-mismatch for sum|dot:"


METHOD = r"(builtin_function_or_method|'function'|'method'|numpy\.ufunc)"


RULES = [
    (ValueError, MATMUL, matrices),
    (ValueError, r"read-only", not_theirs),
    (np.linalg.LinAlgError, r"(\d)-dimensional array given", no_matrix),
    (TypeError, r"multiple values for argument", one_list_only),
    (TypeError, r"return arrays must be of ArrayType", axes_in_brackets),
    (TypeError, r"does not support item assignment", not_to_be_changed),
    (ValueError, r"could not broadcast input array", no_room),
    (ValueError, r"setting an array element with a sequence", no_room),
    (ValueError, r"non-broadcastable output", cannot_grow),
    (ValueError, r"could not be broadcast together", one_by_one),
    (ValueError, r"inhomogeneous", not_all_alike),
    (ValueError, r"object too deep", rows_only),
    (
        TypeError,
        r"Cannot interpret|data type not understood|cannot be interpreted as a data type",
        shape_in_brackets,
    ),
    (TypeError, r"'(list|tuple)' object cannot be interpreted as an integer", axes_in_brackets),
    (ValueError, r"cannot reshape array of size (\d+) into shape \((.*?)\)", reshaped),
    (ValueError, r"must have the same shape|must match exactly|same number of dim", stacked),
    (ValueError, r"truth value of an array", true_or_false),
    (ValueError, r"low >= high|high <= 0|a must be greater than 0", empty_range),
    (ValueError, r"larger sample than population", fewer_there),
    (ValueError, r"zero-size array|empty sequence", nothing_in_it),
    (ValueError, r"values to unpack", unpacked),
    (IndexError, r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)", out_of_bounds),
    (IndexError, r"(list|tuple) (assignment )?index out of range", list_too_short),
    (IndexError, r"array is (\d)-dimensional, but (\d) were indexed", too_many_indices),
    (IndexError, r"only integers, slices", no_whole_index),
    (IndexError, r"invalid index to (scalar) variable", nothing_to_pick),
    (TypeError, r"'([\w.]+)' object is not subscriptable", nothing_to_pick),
    (TypeError, r"indices must be integers or slices, not tuple", two_brackets),
    (TypeError, r"indices must be integers or slices", no_whole_index),
    (TypeError, r"'([\w.]+)' object is not callable", called),
    (TypeError, r"for \^|bitwise_xor", no_power),
    (TypeError, r"'generator'", no_list),
    (TypeError, METHOD, without_brackets),
    (TypeError, r"NoneType", nothing_there),
    (TypeError, r"Cannot cast ufunc", whole_numbers_only),
    (TypeError, r"unsupported operand.*'(list|tuple)'|multiply sequence", lists_are_no_arrays),
    (TypeError, r"concatenate (list|tuple)", joined_or_added),
    (TypeError, r"^([\w.<>]+)\(\) (takes .*|missing .*|got .*)", other_arguments),
    (TypeError, r"'([\w.]+)' object is not iterable", not_iterable),
    (TypeError, r"cannot unpack non-iterable ([\w.]+) object", not_iterable),
    (TypeError, r"only (length-1|0-dimensional|integer scalar)", one_number_needed),
    (UnboundLocalError, r"variable '(\w+)'", too_early),
    (NameError, r"name '(\w+)' is not defined", unknown_name),
    (AttributeError, r"has no attribute '(\w+)'", no_attribute),
    (KeyError, r"", no_key),
    (ZeroDivisionError, r"", by_zero),
    (RecursionError, r"", without_end),
]
