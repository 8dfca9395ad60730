"""Make the real data that travel with the package, lessons_lib/data, from those of scikit-learn.

python tests/tools/data.py           writes four files; README.md beside them says whose they are

The same files come of it again, byte by byte, so `git diff` shows whether anything has changed.
"""

from importlib import resources
from pathlib import Path

import numpy as np
from sklearn.datasets import load_diabetes, load_digits

OUT = Path(__file__).parents[2] / "lessons_lib" / "data"


def patients():
    """Return the table of patients as text: a line each, with as many decimals as were measured."""
    data = load_diabetes(scaled=False)
    x = data.data[:, data.feature_names.index("bmi")]
    rows = [f"{bmi:g},{progress:g}" for bmi, progress in zip(x, data.target, strict=True)]
    return "\n".join(["body_mass_index,progress", *rows, ""])


def main(out=OUT):
    (out / "patients.csv").write_text(patients(), "utf-8", newline="\n")
    digits = load_digits()  # whole numbers from 0 to 16, as floats
    np.savez_compressed(
        out / "digits.npz",
        scans=digits.images.astype(np.uint8),
        labels=digits.target.astype(np.uint8),
    )
    for name in ("china.jpg", "flower.jpg"):
        photograph = resources.files("sklearn.datasets.images") / name
        (out / name).write_bytes(photograph.read_bytes())
    for file in sorted(out.iterdir()):
        print(f"{file.name}: {file.stat().st_size / 1e3:.0f} KB")


if __name__ == "__main__":
    main()
