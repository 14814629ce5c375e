"""Solutions as data frames: each column has one type, taken from its terms, never from a sample.

    values of the column         pandas                     polars
    ───────────────────────      ──────────────────────     ──────────────────────
    int within 64 bits           Int64                      Int64
    decimal.Decimal              Float64                    Decimal, exact
    float                        Float64                    Float64
    bool                         boolean                    Boolean
    datetime.date                datetime64[s]              Date
    datetime, all with a zone    datetime64[us, UTC]        Datetime("us", "UTC")
    datetime, none with a zone   datetime64[us]             Datetime("us")
    str, or nothing bound        string                     String
    several of these             object, Python values      String, lexical forms

Unbound is missing (`pd.NA`, `pd.NaT`, null) in every column.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from kg.errors import QueryError
from kg.results.values import Term, Value, text_of, value_of

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped] # its stubs are a package of their own
    import polars

_INT64: Final = range(-(2**63), 2**63)
_DECIMAL_DIGITS: Final = 38  # what a polars Decimal holds


def to_pandas(variables: Sequence[str], rows: Sequence[Sequence[Term | None]]) -> pandas.DataFrame:
    """Return the rows as a pandas DataFrame, typed by the table above.

    Raises:
        QueryError: pandas is not installed.
    """
    try:
        import pandas
    except ImportError as error:
        raise _missing("pandas") from error
    columns = [_pandas_column(pandas, terms) for terms in _columns(variables, rows)]
    frame = pandas.concat(columns, axis=1) if columns else pandas.DataFrame(index=range(len(rows)))
    frame.columns = pandas.Index(variables, dtype="str")
    return frame


def to_polars(variables: Sequence[str], rows: Sequence[Sequence[Term | None]]) -> polars.DataFrame:
    """Return the rows as a polars DataFrame, typed by the table above.

    Raises:
        QueryError: polars is not installed.
    """
    try:
        import polars
    except ImportError as error:
        raise _missing("polars") from error
    columns = _columns(variables, rows)
    return polars.DataFrame(
        [_polars_column(polars, name, c) for name, c in zip(variables, columns, strict=True)]
    )


def _kind_of(values: Sequence[Value]) -> type | None:
    """Return the one type that the bound values have, `str` if none is bound, None if several."""
    kinds = {_kind(value) for value in values if value is not None}
    if not kinds:
        return str
    return kinds.pop() if len(kinds) == 1 else None


class _Aware:
    """Stands for the type of a date-time with a zone."""


def _kind(value: Value) -> type:
    match value:
        case datetime(tzinfo=zone) if zone is not None:
            return _Aware
        case bool():
            return bool
        case int() if value not in _INT64:
            return object
        case Decimal() if len(value.as_tuple().digits) > _DECIMAL_DIGITS:
            return object
        case _:
            return type(value)


def _columns(
    variables: Sequence[str], rows: Sequence[Sequence[Term | None]]
) -> list[tuple[Term | None, ...]]:
    return list(zip(*rows, strict=True)) if rows else [() for _ in variables]


_PANDAS: Final[Mapping[type, str]] = MappingProxyType(
    {
        int: "Int64",
        Decimal: "Float64",
        float: "Float64",
        bool: "boolean",
        date: "datetime64[s]",
        datetime: "datetime64[us]",
        _Aware: "datetime64[us, UTC]",
        str: "string",
    }
)


def _pandas_column(pandas: Any, terms: Sequence[Term | None]) -> Any:
    values = [value_of(term) for term in terms]
    kind = _kind_of(values)
    dtype = _PANDAS.get(kind, "object") if kind else "object"
    prepare = _PREPARE.get(kind) if kind else None
    if prepare:
        values = [None if value is None else prepare(value) for value in values]
    return pandas.Series(values, dtype=dtype)


_PREPARE: Final[Mapping[type, Callable[[Any], Value]]] = MappingProxyType(
    {Decimal: float, _Aware: lambda moment: moment.astimezone(UTC)}
)


def _polars_column(polars: Any, name: str, terms: Sequence[Term | None]) -> Any:
    values = [value_of(term) for term in terms]
    kind = _kind_of(values)
    dtype = _polars_type(polars, kind, values)
    if dtype is None:
        texts = [None if term is None else text_of(term) for term in terms]
        return polars.Series(name, texts, dtype=polars.String)
    if kind is _Aware:
        values = [v.astimezone(UTC) if isinstance(v, datetime) else None for v in values]
    return polars.Series(name, values, dtype=dtype)


def _polars_type(polars: Any, kind: type | None, values: Sequence[Value]) -> Any:
    if kind is Decimal:
        return polars.Decimal(_DECIMAL_DIGITS, _scale(values))
    types = {
        int: polars.Int64,
        float: polars.Float64,
        bool: polars.Boolean,
        date: polars.Date,
        datetime: polars.Datetime("us"),
        _Aware: polars.Datetime("us", "UTC"),
        str: polars.String,
    }
    return types.get(kind) if kind else None


def _scale(values: Sequence[Value]) -> int:
    exponents = [v.as_tuple().exponent for v in values if isinstance(v, Decimal)]
    return max((-e for e in exponents if isinstance(e, int)), default=0)


def _missing(library: str) -> QueryError:
    return QueryError(f"{library} is not installed: pip install 'celadon[{library}]'")
