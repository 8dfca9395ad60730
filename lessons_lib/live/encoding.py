"""A drawn figure as the bytes of a small picture: a PNG of 96 colours, a JPEG for photographs."""

import io

from PIL import Image, ImageColor

from ..plots import style


def picture_of(canvas):
    """Return what is drawn on a canvas of matplotlib."""
    size = canvas.get_width_height(physical=True)
    return Image.frombuffer("RGBA", size, canvas.buffer_rgba(), "raw", "RGBA", 0, 1).convert("RGB")


def palette(picture, theme="light"):
    """Return 96 colours for a picture, and for what may come to move in it: the course's colours,
    pure and mixed with the paper of the theme.
    """
    rows = list(_mixed(theme))
    wide, high = picture.size
    both = Image.new("RGB", (wide, high + len(rows)))
    both.paste(picture)
    for i, colour in enumerate(rows):
        both.paste(colour, (0, high + i, wide, high + i + 1))
    return both.quantize(96, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)


def _mixed(theme):
    """Yield the colours of a theme in three shares of its paper."""
    for twins in ({}, style.DARK) if theme == "dark" else ({},):  # a picture stays light
        paper = ImageColor.getrgb(twins.get(style.PAPER, style.PAPER))
        for colour in style.COLOURS:
            pure = ImageColor.getrgb(twins.get(colour, colour))
            for share in (0.0, 0.4, 0.7):
                yield tuple(round(c + share * (p - c)) for c, p in zip(pure, paper, strict=True))


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
