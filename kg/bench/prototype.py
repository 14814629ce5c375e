"""The prototype that showed the way, a folder beside the project: its time on the same films."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from kg.bench import films
from kg.bench.process import python, repeats
from kg.errors import FileError

_PROGRAM: Final = """
import sys, time
time.perf_counter = time.process_time
sys.path.insert(0, sys.argv[1])
import np_engine
def seconds():
    engine = np_engine.Eng(sys.argv[2])
    engine.run()
    return engine.total + engine.tcompile
print("reason_s", min(seconds() for _ in range(int(sys.argv[3]))))
"""


def closing_s(size: int, folder: Path, settings: Mapping[str, str]) -> float:
    """Return the CPU seconds in which the prototype closes the films, the best of a few runs.

    Args:
        size: how many triples to make.
        folder: where `enc.py` and `np_engine.py` are, or a folder with them in `prototype/`.
        settings: what to set in its environment.

    Raises:
        FileError: there is no prototype.
    """
    place = folder / "prototype" if (folder / "prototype").is_dir() else folder
    if not (place / "np_engine.py").is_file():
        raise FileError(f"{place / 'np_engine.py'}: not found, name the folder that has it")
    with TemporaryDirectory() as scratch:
        data = Path(scratch) / "films.nt"
        with data.open("w", encoding="utf-8") as lines:
            for triple in (*films.films(size), *films.schema()):
                lines.write(f"{' '.join(triple)} .\n")
        encoded = str(data.with_suffix(".npz"))
        python([str(place / "enc.py"), str(data), encoded], settings)
        command = ["-c", _PROGRAM, str(place), encoded, str(repeats(size))]
        printed = python(command, settings)
    found = re.search(r"reason_s (\S+)", printed)
    assert found is not None
    return float(found[1])
