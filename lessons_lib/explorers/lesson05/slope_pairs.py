"""The three pairs of kernels that measure the slope of a picture."""

PER_SLOPE = {"Sobel": 8, "Prewitt": 6, "Scharr": 32}  # the answer of each to a slope of 1 a pixel
NAMES = ["Sobel", "Prewitt", "Scharr"]  # in the order of menus and texts
