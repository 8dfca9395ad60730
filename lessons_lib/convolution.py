"""A small pattern, the kernel, slides over a picture; each pixel of the output is one sum of products.

    S(i, j) = Σ I(i + m, j + n) K(m, n)          cross-correlation, which the libraries call convolution
    S(i, j) = Σ I(i + m, j + n) K(−m, −n)        convolution: the kernel is turned by half a turn

A picture is an array (..., height, width): the last two axes are slid over, any others come along.
"""

from typing import NamedTuple

import numpy as np

from . import entry

_SOBEL, _PREWITT, _SCHARR = ([[-a, 0, a], [-b, 0, b], [-a, 0, a]] for a, b in ((1, 2), (1, 1), (3, 10)))
KERNELS = {name: np.array(k, dtype=float) for name, k in {
    "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]], "box": np.full((3, 3), 1 / 9),
    "Gaussian": np.outer([1, 2, 1], [1, 2, 1]) / 16, "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "Sobel x": _SOBEL, "Sobel y": np.transpose(_SOBEL), "Prewitt x": _PREWITT, "Prewitt y": np.transpose(_PREWITT),
    "Scharr x": _SCHARR, "Scharr y": np.transpose(_SCHARR), "Laplacian": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
}.items()}  # fmt: skip


class Edges(NamedTuple):
    """The slope of a picture at each pixel: to the right, downwards, its length, and its direction in radians from the right."""

    gx: np.ndarray
    gy: np.ndarray
    magnitude: np.ndarray
    direction: np.ndarray


def output_size(n, k, stride=1, padding=0, dilation=1):
    """Return  ⌊(n + 2p − d (k − 1) − 1) / s⌋ + 1,  the pixels of the output along one axis; ValueError when there is none.

    n pixels of the picture, k of the kernel, s stride, p rows of zeros on each side, d dilation: the step between its entries.
    """
    n, k, stride, dilation = (entry.whole(name, v, 1) for name, v in
                              (("n", n), ("k", k), ("stride", stride), ("dilation", dilation)))  # fmt: skip
    padding = entry.whole("padding", padding, 0)
    room = n + 2 * padding - dilation * (k - 1) - 1
    if room < 0:
        wide = dilation * (k - 1) + 1
        has = f"the padded picture has {n + 2 * padding}: the kernel must fit into it"
        raise ValueError(f"the kernel covers {wide} pixels and {has}")
    return room // stride + 1


def _windows(image, kernel, stride, padding, dilation):
    """Return the padded picture, and for each entry of the kernel (place, the slices of the pixels that it multiplies)."""
    image, kernel = entry.numbers("image", image), entry.numbers("kernel", kernel)
    if image.ndim < 2 or kernel.ndim != 2:
        must = "image must be (..., height, width) and kernel (rows, columns)"
        raise ValueError(f"{must}; they are {image.shape} and {kernel.shape}")
    size = [output_size(n, k, stride, padding, dilation) for n, k in zip(image.shape[-2:], kernel.shape, strict=True)]
    stride, padding, dilation = int(stride), int(padding), int(dilation)  # 2.0 is the whole number 2
    if padding:
        image = np.pad(image, [(0, 0)] * (image.ndim - 2) + [(padding, padding)] * 2)
    places = []
    for place in np.ndindex(kernel.shape):
        starts = [dilation * m for m in place]
        places.append((place, (..., *(slice(a, a + stride * (n - 1) + 1, stride) for a, n in zip(starts, size, strict=True)))))
    return image, kernel, size, places


def correlate(image, kernel, stride=1, padding=0, dilation=1):
    """Return the cross-correlation of a picture (..., height, width) with a kernel (rows, columns) of any size.

    No loop over the pixels: with stride and dilation 1 each row of the kernel slides over many rows in one call, else each entry
    of the kernel adds the whole picture, shifted, times its weight.
    ValueError when a number is not finite, the kernel does not fit, or stride, padding or dilation is no whole number.
    Source: Dumoulin and Visin (2016), A guide to convolution arithmetic for deep learning, arXiv:1603.07285.
    """
    image, kernel, size, places = _windows(image, kernel, stride, padding, dilation)
    if stride == dilation == 1:
        return _row_by_row(image, kernel)[..., : size[0], : size[1]]
    output = np.zeros((*image.shape[:-2], *size))
    for place, window in places:
        output += kernel[place] * image[window]
    return output


def _row_by_row(image, kernel, block=16):
    """Return the cross-correlation, and rubbish at the right and below, where a window would run out of the picture.

    All rows of all pictures lie end to end, so that a row of the kernel slides over them in one call; and only some rows at a
    time, so that what is added up stays in the fast memory of the processor.
    """
    flat, width, below = image.ravel(), image.shape[-1], len(kernel) - 1
    output, across = np.zeros(flat.size), kernel.shape[1] - 1
    end = flat.size - below * width - across
    for start in range(0, end, block * width):
        stop = min(start + block * width, end)
        total = 0
        for m, weights in enumerate(kernel):
            total += np.correlate(flat[start + m * width : stop + m * width + across], weights)
        output[start:stop] = total
    return output.reshape(image.shape)


def convolve(image, kernel, stride=1, padding=0, dilation=1):
    """Return the convolution: `correlate` with the kernel turned by half a turn. ValueError as there."""
    return correlate(image, entry.numbers("kernel", kernel)[::-1, ::-1], stride, padding, dilation)


def correlate_backward(image, kernel, d_output, stride=1, padding=0, dilation=1):
    """Return (∂L/∂image, ∂L/∂kernel) for ∂L/∂output.

        dK(m, n) = Σ dS(i, j) I(i + m, j + n)        dI(i + m, j + n) += dS(i, j) K(m, n)

    ValueError when d_output has not the shape of the output, and as in `correlate`.
    """
    padded, kernel, size, places = _windows(image, kernel, stride, padding, dilation)
    d_output = np.asarray(d_output, dtype=float)
    if d_output.shape != (*padded.shape[:-2], *size):
        raise ValueError(f"d_output must have the shape of the output, {(*padded.shape[:-2], *size)}; it has {d_output.shape}")
    d_image, d_kernel = np.zeros_like(padded), np.zeros_like(kernel)
    for place, window in places:
        d_kernel[place] = (padded[window] * d_output).sum()
        d_image[window] += kernel[place] * d_output
    high, wide = np.shape(image)[-2:]
    padding = int(padding)
    return d_image[..., padding : padding + high, padding : padding + wide], d_kernel


def smooth(image, sigma):
    """Return the picture blurred by a Gaussian of σ pixels, as large as it was: one pass along the rows, one along the columns.

    Beyond the edge the last pixel goes on. sigma = 0 returns it as it is. ValueError when sigma is below 0.
    """
    sigma, image = float(entry.numbers("sigma", sigma)), entry.numbers("image", image)
    if sigma < 0:
        raise ValueError(f"sigma is {sigma:g}; it must be 0 or more")
    reach = int(np.ceil(3 * sigma))
    if not reach:
        return image
    weights = np.exp(-(np.arange(-reach, reach + 1) ** 2) / (2 * sigma**2))[None]
    padded = np.pad(image, [(0, 0)] * (image.ndim - 2) + [(reach, reach)] * 2, mode="edge")
    return correlate(correlate(padded, weights / weights.sum()), weights.T / weights.sum())


def edges(image, kernels="Sobel"):
    """Return the Edges of a picture (..., height, width), two rows and two columns smaller: gx, gy, √(gx² + gy²), atan2(gy, gx).

    kernels: "Sobel", "Prewitt" or "Scharr". They answer 8, 6 and 32 to a slope of 1 a pixel. ValueError for any other.
    Source: Sobel and Feldman (1968); Scharr (2000), Optimale Operatoren in der digitalen Bildverarbeitung.
    """
    if f"{kernels} x" not in KERNELS:
        raise ValueError(f"there are no edge kernels {entry.shown(kernels)}; take 'Sobel', 'Prewitt' or 'Scharr'")
    gx, gy = correlate(image, KERNELS[f"{kernels} x"]), correlate(image, KERNELS[f"{kernels} y"])
    return Edges(gx, gy, np.hypot(gx, gy), np.arctan2(gy, gx))
