"""The dense network that reads the digits in this lesson."""

SIZES = 64, 32, 16, 10  # pixels, two hidden widths, digits
