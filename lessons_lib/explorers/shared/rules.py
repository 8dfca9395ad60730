"""The rules of the library, by the names that stand in pictures and menus."""

from ...optimizers import adam, gradient_descent, minimize, momentum, rmsprop


def source_adam(lr, beta1=0.9):
    """Return ADAM as the source of this course has it: its own settings, its bias left as it is."""
    return adam(lr, beta1, 0.99, 10e-8, bias_correction=False)


RULES = {
    "gradient descent": gradient_descent,
    "momentum": momentum,
    "RMSProp": rmsprop,
    "ADAM (source)": source_adam,
    "Adam": adam,
}


def walk_by(rule, steps, keep_path=True):
    """Return walk(gradient, start, *settings) by rule(*settings): the path, or its end."""

    def walk(gradient, start, *settings):
        return minimize(gradient, start, rule(*settings), steps, keep_path)

    return walk
