"""Counting the rows of a result from its bytes, while they are written.

The engine writes results faster than Python could look at each row, so rows are counted by what
separates them in each format. The counts are exact: text inside literals is not mistaken for
structure. A chunk may end anywhere. A row has at least `least_bytes`.
"""

from __future__ import annotations


class LineRows:
    """Rows of formats in which a line is a row: N-Triples, N-Quads, and TSV after its header."""

    least_bytes = 1

    def __init__(self, header: int = 0) -> None:
        """Count lines, less the `header` lines."""
        self.count = -header

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes into account."""
        self.count += chunk.count(b"\n")


class CsvRows:
    """Rows of CSV, whose quoted cells may hold line breaks."""

    least_bytes = 1

    def __init__(self) -> None:
        """Begin before the header line."""
        self.count = -1
        self._quoted = 0

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes into account."""
        parts = chunk.split(b'"')
        self.count += sum(part.count(b"\n") for part in parts[self._quoted :: 2])
        self._quoted = (self._quoted + len(parts) - 1) % 2


class XmlRows:
    """Rows of SPARQL's XML results: `<result>`, which text can only hold escaped."""

    least_bytes = 17

    def __init__(self) -> None:
        """Begin at the document's first byte."""
        self.count = 0
        self._rest = b""

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes into account."""
        text = self._rest + chunk
        self.count += text.count(b"<result>")
        self._rest = text[-7:]


class JsonRows:
    """Rows of SPARQL's JSON results, as the engine writes them: without white space."""

    least_bytes = 3

    def __init__(self) -> None:
        """Begin at the document's first byte."""
        self.count = 0
        self._quoted = 0
        self._escape = b""
        self._rest = b""

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes into account."""
        text = self._escape + chunk
        self._escape = b"\\" if (len(text) - len(text.rstrip(b"\\"))) % 2 else b""
        if self._escape:
            text = text[:-1]
        if b"\\" in text:
            text = text.replace(b"\\\\", b"").replace(b'\\"', b"")
        parts = text.split(b'"')
        outside = (b'"' if self._quoted else b"") + b'"'.join(parts[self._quoted :: 2])
        structure = self._rest + outside
        self.count += structure.count(b"},{") + structure.count(b"[{")
        # "},{" may lie across two chunks; what is kept is too short to be counted twice, except
        # for a "[{" at its end, of which the brace alone is kept.
        self._rest = structure[-1:] if structure.endswith(b"[{") else structure[-2:]
        self._quoted = (self._quoted + len(parts) - 1) % 2


Rows = LineRows | CsvRows | XmlRows | JsonRows


def rows_of(format: str) -> Rows:
    """Return a counter for one of the formats `json xml csv tsv nt nq`."""
    match format:
        case "json":
            return JsonRows()
        case "xml":
            return XmlRows()
        case "csv":
            return CsvRows()
        case "tsv":
            return LineRows(header=1)
        case _:
            return LineRows()
