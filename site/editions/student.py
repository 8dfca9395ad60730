"""The edition to give out: no solutions, and hints as the teacher likes."""

from . import cells, folder


def write(out, numbers=(), hints=True):
    """Write the edition for a class into a new folder; yield a line for each notebook."""
    chosen = cells.paths(numbers)
    out = folder.new(out)
    folder.with_library(out)
    folder.write(out / "requirements.txt", folder.requirements())
    folder.write(out / "README.md", folder.text("student.md", first=chosen[0].name))
    for path in chosen:
        notebook = cells.read(path)
        count = len(cells.exercises(notebook))
        given = cells.without_answers(notebook, hints)
        folder.store(given, out / path.name)
        yield f"{path.name}: {count} exercises, no solution, hints {'stay' if hints else 'gone'}"
