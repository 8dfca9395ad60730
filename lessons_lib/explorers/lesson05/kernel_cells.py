"""The menu of kernels and the nine cells that hold the numbers of one; each follows the other."""

import numpy as np

from ... import entry
from ...convolution import KERNELS
from ...live import controls

FIRST = "Sobel x"
OWN = "own"  # in the menu: a kernel that has no name
LARGEST = 20  # a number of a kernel at most


class KernelCells:
    """The menu and the nine cells; they begin with `kernel`, three rows of three numbers, or FIRST.

    controls  {name: widget}: the menu "kernel", and the cells "k00" … "k22", row and column
    note      why `kernel` will not do, or ''
    """

    def __init__(self, kernel=None):
        own, self.note = own_kernel(kernel)
        start = KERNELS[FIRST] if own is None else own
        name = FIRST if own is None else OWN
        self.menu = controls.menu("kernel", [*KERNELS, OWN], name)
        self.cells = {}
        for i, j in np.ndindex(3, 3):
            self.cells[f"k{i}{j}"] = controls.cell(
                float(start[i, j]), f"weight in row {i}, column {j}", LARGEST
            )

    def drives(self, explorer):
        """Let the menu fill the cells, and let a cell that is changed turn the menu.

        To be called once the explorer is made: it draws what a cell shows before the menu turns.
        """
        self.explorer = explorer
        self.menu.observe(self._fill, "value")
        for cell in self.cells.values():
            cell.observe(self._name, "value")

    def led(self, c):
        """Return {name: value}: what the menu puts into the cells."""
        if c.kernel not in KERNELS:
            return {}
        return {f"k{i}{j}": float(value) for (i, j), value in np.ndenumerate(KERNELS[c.kernel])}

    def _fill(self, change):
        """Put the kernel that was chosen into the cells."""
        if self.menu.value in KERNELS:
            with self.explorer.held():
                for (i, j), value in np.ndenumerate(KERNELS[self.menu.value]):
                    self.cells[f"k{i}{j}"].value = value
            self.explorer.move()

    def _name(self, change):
        """Turn the menu to the name of the kernel that a changed cell makes."""
        if not self.explorer.is_held:
            with self.explorer.held():
                self.menu.value = name_of(kernel_of(self.explorer.values()))


def own_kernel(kernel):
    """Return a learner's kernel (3, 3) and ''; None in its place when there is none, or when it
    will not do, and then why.
    """
    if kernel is None:
        return None, ""
    try:
        own = entry.numbers("kernel", kernel)
        if own.shape != (3, 3):
            must = "kernel must be three rows of three numbers"
            raise ValueError(f"{must}; its shape is {own.shape}")
        if np.abs(own).max() > LARGEST:
            raise ValueError(
                f"the numbers of a kernel must lie between −{LARGEST} and {LARGEST} here"
            )
        return own, ""
    except ValueError as error:
        why = str(error)
        return None, f"{why[0].upper()}{why[1:]}. The picture shows {FIRST}."


def kernel_of(c):
    """Return the kernel (3, 3) that stands in the cells."""
    return np.array([[getattr(c, f"k{i}{j}") for j in range(3)] for i in range(3)])


def name_of(kernel):
    """Return the name of the preset that this kernel is, or OWN."""
    for name, preset in KERNELS.items():
        if np.allclose(preset, kernel):
            return name
    return OWN


def invited(chosen, kernel):
    """Return what to do when OWN is chosen and the nine numbers are still those of a preset."""
    if chosen == OWN and name_of(kernel) != OWN:
        return " (now type your own numbers into the cells)"
    return ""
