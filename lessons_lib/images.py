"""A picture, whatever it comes as, read as numbers from 0 to 1.

A sentence says what had to be done to it. It may be a file, an array, a Pillow image or a tensor;
of whole numbers or floats; grey or in colour, colours first or last. Pillow is imported only by the
functions that open a picture.
"""

import warnings
from contextlib import contextmanager

import numpy as np

from .entry import shown

LARGEST = 640  # pixels along the longer side of a photograph
MOST = 100_000_000  # pixels that are read; a JPEG file, made smaller meanwhile, may have more
GREY = np.array([0.299, 0.587, 0.114])  # how bright red, green and blue look
WHITES = (1, 255, 1023, 4095, 16383, 65535)  # the largest number of 1, 8, 10, 12, 14 and 16 bits
MUST = "a picture must be (height, width), 8 × 8 pixels or more, or the same with 3 colours"


def from_anything(source) -> tuple[np.ndarray, str]:
    """Return a picture in colour as floats from 0 to 1, (height, width, 3), and a sentence.

    The sentence says what was done to it; it is '' when nothing was.
    source: the path of a file or an open file, as `from_file` takes it; a Pillow image; or numbers,
    as `from_numbers` does. ValueError when it is no picture, FileNotFoundError when there is no
    such file.
    """
    if isinstance(source, (np.ndarray, list, tuple)) or _is_tensor(source):
        return from_numbers(source)
    if hasattr(source, "getbands"):
        return _from_pillow(source)
    if hasattr(source, "__array__") or hasattr(source, "__array_interface__"):
        return from_numbers(source)
    return from_file(source)


# ------------------------------------------------------------------------------------- arrays


def from_numbers(source):
    """Return a picture made of numbers as `from_anything` does.

    An array, nested lists, or a tensor: (height, width), (height, width, colours)
    or (colours, height, width), with 1 (grey), 2 (grey, alpha), 3 or 4 (alpha too) colours. White
    is 1 for floats up to 1; for anything larger, the largest number of as many bits as the numbers
    need.
    """
    values = _colours_last(_array(source))
    has_alpha = values.shape[-1] in (2, 4)
    levels, says = _from_0_to_1(values[..., :-1] if has_alpha else values)
    if has_alpha:
        alpha, _ = _from_0_to_1(values[..., -1:])
        levels = levels * alpha + (1 - alpha)  # what is transparent turns white
    colour = np.broadcast_to(
        levels, (*levels.shape[:2], 3)
    )  # one level of grey is red, green, blue
    return np.array(colour, dtype=float), says


def _colours_last(values):
    """Return the numbers of a picture as (height, width, colours). ValueError when it is none."""
    if values.ndim == 4 and len(values) == 1:
        values = values[0]
    if values.ndim == 3 and values.shape[-1] > 4 and len(values) <= 4:
        values = np.moveaxis(values, 0, -1)
    if values.ndim > 3 or (values.ndim == 3 and values.shape[-1] > 4):
        batch = f"this is a batch of {len(values)} pictures, {values.shape}"
        raise ValueError(f"{batch}; hand over one of them, such as images[0]")
    if values.ndim < 2 or min(values.shape[:2]) < 8 or 0 in values.shape:
        raise ValueError(f"{MUST}; it is {values.shape}")
    return values[..., None] if values.ndim == 2 else values


def _is_tensor(source):
    """Is this a tensor as PyTorch has them? (A file can be detached too.)"""
    return hasattr(source, "detach") and hasattr(source, "cpu")


def _array(source):
    """Return the numbers of an array, of lists or of a tensor, whole ones as they are.

    ValueError when they are none.
    """
    try:
        if _is_tensor(source):  # which remembers how it was made, perhaps on another device
            source = source.detach().cpu()
        values = np.asarray(source)
        if values.dtype.kind not in "biuf":
            values = np.asarray(source, dtype=float) if values.dtype.kind == "O" else None
    except Exception:
        values = None
    if values is None or isinstance(source, np.ma.MaskedArray):
        must = "image must hold numbers only, all rows equally long"
        raise ValueError(f"{must}; it is {shown(source)}")
    if not np.isfinite(values).all():
        raise ValueError("image holds NaN or infinity; every number in it must be finite")
    return values.astype(float) if values.dtype.kind in "bf" else values


def _from_0_to_1(values):
    """Return values from 0 to 1, and a sentence when that took more than dividing by 1 or 255."""
    low = float(values.min(initial=0))
    high = float(values.max(initial=0))
    if values.dtype.kind == "f" and low >= 0 and high <= 1:
        return values, ""
    white = next((white for white in WHITES if high <= white), None)
    if low < 0 or white is None:
        low = float(values.min())
        says = f"Its numbers run from {low:g} to {high:g}: they are shown from black to white."
        return (values - low) / ((high - low) or 1), says
    if values.dtype.kind != "f" and white in (1, 255):
        return values / white, ""
    return values / white, f"Its numbers run to {high:g}: {white} is shown as white."


# -------------------------------------------------------------------------------------- files


def from_file(path) -> tuple[np.ndarray, str]:
    """Return a picture from a file as `from_anything` does.

    PNG, JPEG and what else Pillow reads, of any size and depth. path: its path, or an open file.
    A longer side than LARGEST pixels is reduced to that; what is transparent turns white.
    """
    name = getattr(path, "name", path)
    try:
        image, (width, height) = _read(path, name)
    except FileNotFoundError:
        give = "give the path of a picture, or 'china' or 'flower'"
        raise FileNotFoundError(f"there is no file {shown(name)}; {give}") from None
    except _TooLarge:
        raise
    except Exception:  # a decoder may raise anything over a file that is broken
        no_picture = f"{shown(name, 80)} is no picture that can be read"
        raise ValueError(f"{no_picture}; PNG and JPEG files can") from None
    lies_down = image.size[0] > image.size[1]
    stands = image.size[0] < image.size[1]
    turned = (width > height and stands) or (width < height and lies_down)
    return _from_pillow(image, (height, width) if turned else (width, height))


def _read(path, name):
    """Return a picture as Pillow reads it, the right way up, and the size that the file names."""
    from PIL import Image, ImageOps

    with _of_any_size(Image), Image.open(path) as opened:
        width, height = opened.size
        opened.draft("RGB", (LARGEST, LARGEST))  # a JPEG file is reduced while it is read
        if opened.size[0] * opened.size[1] > MOST:
            most = f"more than {MOST / 1e6:.0f} million take too much memory here"
            has = f"{shown(name, 80)} has {width * height / 1e6:.0f} million pixels"
            raise _TooLarge(f"{has}; {most}. Make it smaller first")
        image = ImageOps.exif_transpose(opened)
        image.load()
    return image, (width, height)


class _TooLarge(ValueError):
    """A picture that can be read, and has too many pixels."""


@contextmanager
def _of_any_size(Image):
    """Let Pillow open a picture of any number of pixels without a warning in red.

    `from_file` counts them itself.
    """
    before = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # and what a decoder finds odd in a file
            yield
    finally:
        Image.MAX_IMAGE_PIXELS = before


def _from_pillow(image, size=None):
    """Return a Pillow image as `from_anything` does; `size` is what it had before any reduction."""
    from PIL import Image

    size = size or image.size
    says = ""
    if image.mode.startswith("I") or image.mode == "F":  # 16 or 32 bits of grey, or floats
        values, says = _from_0_to_1(_array(image))
        image = Image.fromarray(np.uint8(values * 255 + 0.5))
    try:
        if image.has_transparency_data:
            clear = image.convert("RGBA")
            image = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
        flat = image.convert("RGB")
    except (ValueError, OSError):
        kind = f"a picture of the kind {image.mode} cannot be turned into colours"
        raise ValueError(f"{kind}; save it as PNG or JPEG") from None
    if max(size) > LARGEST:
        flat.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
        was, now = (f"{width} × {height}" for width, height in (size, flat.size))
        says = f"The picture has {was} pixels; it was reduced to {now}. {says}".rstrip()
    if min(flat.size) < 1:
        raise ValueError(f"{MUST}; it is {flat.size[::-1]}")
    return np.asarray(flat) / 255, says
