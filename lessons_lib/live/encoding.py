"""A drawn figure as the bytes of a small picture: a PNG of 96 colours, a JPEG for photographs."""

import io

from PIL import Image, ImageColor

from ..plots import style


def picture_of(canvas):
    """Return what is drawn on a canvas of matplotlib."""
    size = canvas.get_width_height(physical=True)
    return Image.frombuffer("RGBA", size, canvas.buffer_rgba(), "raw", "RGBA", 0, 1).convert("RGB")


def palette(picture):
    """Return 96 colours for a picture, and for what may come to move in it: the course's colours,
    pure and mixed with white.
    """
    wide, high = picture.size
    both = Image.new("RGB", (wide, high + 3 * len(style.COLOURS)))
    both.paste(picture)
    for i, colour in enumerate(style.COLOURS):
        for k, share in enumerate((0.0, 0.4, 0.7)):
            mixed = tuple(round(c + share * (255 - c)) for c in ImageColor.getrgb(colour))
            both.paste(mixed, (0, high + 3 * i + k, wide, high + 3 * i + k + 1))
    return both.quantize(96, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)


def encoded(picture, colours=None):
    """Return the bytes of a picture: PNG in these colours, a `palette`; JPEG without."""
    out = io.BytesIO()
    if colours:
        picture.quantize(palette=colours, dither=Image.Dither.NONE).save(
            out, "png", compress_level=6
        )
    else:
        picture.save(out, "jpeg", quality=68)
    return out.getvalue()
