"""The verdict of SHACL on the facts of a build, reached in a process of its own.

pySHACL and rdflib take as long as all the rest of a build; so they run beside it, on the same
files, and the build publishes nothing before it has heard them. Where the process dies, the same is
done here. It starts before the build imports what it needs for the rest.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kg.building.inputs import Inputs
    from kg.claims.problems import Problem

_CHILD: Final = """
import gc, json, os, sys
gc.set_threshold(100_000, 50, 50)  # little of what pySHACL makes is garbage: a tenth of the time
sys.path[:] = json.loads(sys.argv[1])
from kg.building.trial import main
main(sys.argv[2])
os._exit(0)  # without taking the graphs apart, node by node
"""


class Verdict:
    """What the shapes say of the files of a build; whoever asks for it closes it."""

    def __init__(self, inputs: Inputs) -> None:
        """Start to check the files, where they are to be held against shapes."""
        shapes = [str(path) for path in inputs.shapes if path.name == "shapes.ttl"]
        self._asked = json.dumps(
            {
                "roots": [str(root) for root in inputs.roots],
                "ontology": [str(path) for path in inputs.ontology],
                "shapes": shapes[:1],
                "base": inputs.base,
            }
        )
        self._process: subprocess.Popen[bytes] | None = None
        if inputs.is_shaped:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _CHILD, json.dumps(sys.path), self._asked],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )

    def close(self) -> None:
        """End the check, if it is under way."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.communicate()

    def problems(self) -> list[Problem]:
        """Return what the shapes find wrong, when they are done.

        Raises:
            KGError: the files cannot be read.
        """
        if self._process is None:
            return []
        from kg.building.trial import check
        from kg.claims.problems import Problem

        told, _ = self._process.communicate()
        if self._process.returncode:
            return check(**json.loads(self._asked))
        return [Problem(**problem) for problem in json.loads(told)]
