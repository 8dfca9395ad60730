"""A small pattern, the kernel, slides over a picture; each pixel of the output sums up products.

    S(i, j) = Σ I(i + m, j + n) K(m, n)      cross-correlation, which the libraries call convolution
    S(i, j) = Σ I(i + m, j + n) K(−m, −n)    convolution: the kernel is turned by half a turn

A picture is an array (..., height, width): the last two axes are slid over, any others come along.
"""

from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from . import entry


def _slope(a, b):
    """Return a kernel that answers to a slope to the right; its rows have the weights a, b, a."""
    return [[-a, 0, a], [-b, 0, b], [-a, 0, a]]


KERNELS = {name: np.array(kernel, dtype=float) for name, kernel in {
    "identity":  [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "box":       np.full((3, 3), 1 / 9),
    "Gaussian":  np.outer([1, 2, 1], [1, 2, 1]) / 16,
    "sharpen":   [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "Sobel x":   _slope(1, 2),   "Sobel y":   np.transpose(_slope(1, 2)),
    "Prewitt x": _slope(1, 1),   "Prewitt y": np.transpose(_slope(1, 1)),
    "Scharr x":  _slope(3, 10),  "Scharr y":  np.transpose(_slope(3, 10)),
    "Laplacian": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
}.items()}  # fmt: skip
for _kernel in KERNELS.values():
    _kernel.setflags(
        write=False
    )  # `kernel /= 8` in somebody's function must not change them for all


class Edges(NamedTuple):
    """The slope of a picture at each pixel.

    To the right, downwards, its length, and its direction in radians from the right.
    """

    gx: np.ndarray
    gy: np.ndarray
    magnitude: np.ndarray
    direction: np.ndarray


def output_size(n, k, stride=1, padding=0, dilation=1) -> int:
    """Return  ⌊(n + 2p − d (k − 1) − 1) / s⌋ + 1,  the pixels of the output along one axis.

    n pixels of the picture, k of the kernel, s stride, p rows of zeros on each side,
    d dilation: the step between the entries of the kernel. ValueError when there is no such pixel.
    """
    n = entry.whole("n", n, 1)
    k = entry.whole("k", k, 1)
    stride = entry.whole("stride", stride, 1)
    dilation = entry.whole("dilation", dilation, 1)
    padding = entry.whole("padding", padding, 0)
    room = n + 2 * padding - dilation * (k - 1) - 1
    if room < 0:
        wide = dilation * (k - 1) + 1
        has = f"the padded picture has {n + 2 * padding}: the kernel must fit into it"
        raise ValueError(f"the kernel covers {wide} pixels and {has}")
    return room // stride + 1


def windows(image, shape, stride=1, padding=0, dilation=1, writeable=False) -> np.ndarray:
    """Return what a kernel of this shape sees at each of its places, (..., i, j, m, n).

    At [..., i, j, m, n] stands the pixel I(s i + d m, s j + d n) of the padded picture. It is a
    view: nothing is copied but the picture, when it is padded. The arguments must fit each other.
    writeable=True: what is written into the view is written into the picture.
    """
    image = _padded(image, padding, padding)
    reach = [dilation * (k - 1) + 1 for k in shape]
    every = sliding_window_view(image, reach, axis=(-2, -1), writeable=writeable)
    return every[..., ::stride, ::stride, ::dilation, ::dilation]


def correlate(image, kernel, stride=1, padding=0, dilation=1) -> np.ndarray:
    """Return the cross-correlation of a picture (..., height, width) with a kernel (rows, columns).

        S(i, j) = Σ I(s i + d m, s j + d n) K(m, n)

    The kernel may have any size. ValueError when a number is not finite, the kernel does not fit,
    or stride, padding or dilation is no whole number. `correlate_fast` does it faster.
    Source: Dumoulin and Visin (2016), A guide to convolution arithmetic for deep learning,
    arXiv:1603.07285.
    """
    image, kernel, *how = _fitting(image, kernel, stride, padding, dilation)
    return _sum_of_products(windows(image, kernel.shape, *how), kernel)


def convolve(image, kernel, stride=1, padding=0, dilation=1) -> np.ndarray:
    """Return the convolution: `correlate` with the kernel turned by half a turn.

    ValueError as there.
    """
    turned = entry.numbers("kernel", kernel)[::-1, ::-1]
    return correlate(image, turned, stride, padding, dilation)


def correlate_backward(image, kernel, d_output, stride=1, padding=0, dilation=1):
    """Return (∂L/∂image, ∂L/∂kernel) for ∂L/∂output.

        dK(m, n) = Σ dS(i, j) I(s i + d m, s j + d n)
        dI(a, b) = Σ dS(i, j) K(m, n)    over all that meet there:  a = s i + d m,  b = s j + d n

    So dI is a cross-correlation too: of dS, with s − 1 zeros between its pixels and enough of them
    around, with the kernel turned by half a turn.
    ValueError when d_output has not the shape of the output, and as in `correlate`.
    """
    image, kernel, stride, padding, dilation = _fitting(image, kernel, stride, padding, dilation)
    seen = windows(image, kernel.shape, stride, padding, dilation)
    d_output = entry.like_the_output("d_output", d_output, seen.shape[:-2])
    d_kernel = np.tensordot(d_output, seen, axes=d_output.ndim)

    spread = np.zeros(windows(image, kernel.shape, 1, padding, dilation).shape[:-2])
    spread[..., ::stride, ::stride] = d_output
    around = [dilation * (k - 1) for k in kernel.shape]
    meet = windows(_padded(spread, *around), kernel.shape, dilation=dilation)
    d_padded = _sum_of_products(meet, kernel[::-1, ::-1])
    high, wide = image.shape[-2:]
    return d_padded[..., padding : padding + high, padding : padding + wide], d_kernel


def correlate_fast(image, kernel, stride=1, padding=0, dilation=1) -> np.ndarray:
    """Return what `correlate` returns, up to rounding, two to five times as fast. Same errors.

    With stride and dilation 1 each row of the kernel slides over many rows of the picture in one
    call, else each entry of the kernel adds the whole picture, shifted, times its weight.
    """
    image, kernel, stride, padding, dilation = _fitting(image, kernel, stride, padding, dilation)
    image = _padded(image, padding, padding)
    seen = windows(image, kernel.shape, stride, dilation=dilation)
    if stride == dilation == 1:
        rows, columns = seen.shape[-4:-2]
        return _row_by_row(image, kernel)[..., :rows, :columns]
    output = np.zeros(seen.shape[:-2])
    for m, n in np.ndindex(kernel.shape):
        output += kernel[m, n] * seen[..., m, n]
    return output


def smooth(image, sigma) -> np.ndarray:
    """Return the picture blurred by a Gaussian of σ pixels, as large as it was.

    One pass goes along the rows, one along the columns. Beyond the edge the last pixel goes on.
    sigma = 0 returns it as it is. ValueError when sigma is below 0.
    """
    sigma = float(entry.numbers("sigma", sigma))
    image = entry.numbers("image", image)
    if sigma < 0:
        raise ValueError(f"sigma is {sigma:g}; it must be 0 or more")
    reach = int(np.ceil(3 * sigma))
    if reach == 0:
        return image
    weights = np.exp(-(np.arange(-reach, reach + 1) ** 2) / (2 * sigma**2))[None]
    row = weights / weights.sum()
    column = weights.T / weights.sum()
    return correlate_fast(correlate_fast(_padded(image, reach, reach, mode="edge"), row), column)


def edges(image, kernels="Sobel") -> Edges:
    """Return the Edges of a picture (..., height, width), two rows and two columns smaller.

    They are gx, gy, √(gx² + gy²), atan2(gy, gx).
    kernels: "Sobel", "Prewitt" or "Scharr". They answer 8, 6 and 32 to a slope of 1 a pixel.
    ValueError for any other.
    Source: Sobel and Feldman (1968); Scharr (2000), Optimale Operatoren in der digitalen
    Bildverarbeitung.
    """
    if f"{kernels} x" not in KERNELS:
        known = "take 'Sobel', 'Prewitt' or 'Scharr'"
        raise ValueError(f"there are no edge kernels {entry.shown(kernels)}; {known}")
    gx = correlate_fast(image, KERNELS[f"{kernels} x"])
    gy = correlate_fast(image, KERNELS[f"{kernels} y"])
    return Edges(gx, gy, np.hypot(gx, gy), np.arctan2(gy, gx))


def _sum_of_products(seen, kernel):
    """Return  S(i, j) = Σ W(i, j, m, n) K(m, n)  of the windows W that a kernel sees."""
    return np.einsum("...ijmn,mn->...ij", seen, kernel)


def _padded(image, rows, columns, mode="constant"):
    """Return the picture with so many rows above and below, and so many columns on either side."""
    if rows == columns == 0:
        return image
    others = [(0, 0)] * (image.ndim - 2)
    return np.pad(image, [*others, (rows, rows), (columns, columns)], mode=mode)


def _row_by_row(image, kernel, block=16):
    """Return the cross-correlation, and rubbish where a window would run out of the picture.

    All rows of all pictures lie end to end, so that a row of the kernel slides over them in one
    call; and only some rows at a time, so that what is added up stays in the fast memory of the
    processor. The rubbish stands at the right and below.
    """
    flat = image.ravel()
    width = image.shape[-1]
    across = kernel.shape[1] - 1
    end = flat.size - (len(kernel) - 1) * width - across
    output = np.zeros(flat.size)
    for start in range(0, end, block * width):
        stop = min(start + block * width, end)
        total = 0
        for m, weights in enumerate(kernel):
            total += np.correlate(flat[start + m * width : stop + m * width + across], weights)
        output[start:stop] = total
    return output.reshape(image.shape)


def _fitting(image, kernel, stride, padding, dilation):
    """Return the arguments of `correlate` as two arrays of floats and three whole numbers.

    ValueError when they are none, or do not fit each other.
    """
    image = entry.numbers("image", image)
    kernel = entry.numbers("kernel", kernel)
    if image.ndim < 2 or kernel.ndim != 2:
        must = "image must be (..., height, width) and kernel (rows, columns)"
        raise ValueError(f"{must}; they are {image.shape} and {kernel.shape}")
    for n, k in zip(image.shape[-2:], kernel.shape, strict=True):
        output_size(n, k, stride, padding, dilation)  # which says when there is none
    return image, kernel, int(stride), int(padding), int(dilation)  # 2.0 is the whole number 2


def correlate_channels(maps, kernel, stride=1, padding=0, dilation=1) -> np.ndarray:
    """Return one map (rows, columns) of several (channels, height, width), such as colours.

        S(i, j) = Σ over the channels c of  I_c ⋆ K_c

    kernel (channels, k, k): a kernel for each channel; what they answer is added up. ValueError
    when the numbers of channels differ, and as in `correlate`.
    """
    maps = entry.numbers("maps", maps)
    kernel = entry.numbers("kernel", kernel)
    if maps.ndim != 3 or kernel.ndim != 3 or len(maps) != len(kernel):
        must = "maps must be (channels, height, width), and kernel (channels, k, k) for as many"
        raise ValueError(f"{must} channels; the shapes are {maps.shape} and {kernel.shape}")
    return sum(
        correlate(one, weights, stride, padding, dilation)
        for one, weights in zip(maps, kernel, strict=True)
    )
