"""What Prometheus reads at `/metrics`: requests, latencies, cache, budgets, and the query pool."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector

from server.front.cache import Cache
from server.front.exchange import Exchange

_BUCKETS_S: Final = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 60.0)


class Figures:
    """Counters of one application, in a registry of its own."""

    def __init__(self, state: Callable[[], dict[str, Any]], cache: Cache) -> None:
        """Count requests from now on; `state` tells of the pool when it is asked."""
        self._registry = CollectorRegistry()
        self._known: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        labels = ("route", "method", "status")
        self._requests = Counter(
            "celadon_requests", "Requests answered.", labels, registry=self._registry
        )
        self._seconds = Histogram(
            "celadon_request_seconds",
            "Time from a request's arrival to its answer's end.",
            ("route",),
            buckets=_BUCKETS_S,
            registry=self._registry,
        )
        self._query_seconds = Counter(
            "celadon_query_seconds", "Processing time of queries.", registry=self._registry
        )
        self._hits = Counter(
            "celadon_cache_hits", "Requests answered from the cache.", registry=self._registry
        )
        self._refusals = Counter(
            "celadon_budget_refusals",
            "Requests refused as their client had used up its budget.",
            registry=self._registry,
        )
        self._registry.register(_State(state, cache))

    def count(self, exchange: Exchange) -> None:
        """Count an exchange that has ended."""
        requests, seconds = self._of(exchange.route or "none", exchange.method, exchange.status)
        requests.inc()
        seconds.observe(exchange.seconds)
        if exchange.is_cached:
            self._hits.inc()
        elif exchange.meter.seconds:
            self._query_seconds.inc(exchange.meter.seconds)

    def _of(self, route: str, method: str, status: int) -> tuple[Counter, Histogram]:
        """Return the counters of such requests; to look them up costs more than to count."""
        found = self._known.get((route, method, status))
        if found is None:
            found = self._requests.labels(route, method, status), self._seconds.labels(route)
            self._known[route, method, status] = found
        return found

    def count_refusal(self) -> None:
        """Count a request that a budget has refused."""
        self._refusals.inc()

    def text(self) -> bytes:
        """Return all figures in Prometheus's text format."""
        return generate_latest(self._registry)


class _State(Collector):
    """What is so now: read when it is asked for."""

    def __init__(self, state: Callable[[], dict[str, Any]], cache: Cache) -> None:
        self._state = state
        self._cache = cache

    def collect(self) -> Iterator[Any]:
        """Return the figures of the pool, the snapshot and the cache."""
        state = self._state()
        yield InfoMetricFamily(
            "celadon_snapshot", "The snapshot that is served.", {"id": state["snapshot"]}
        )
        yield GaugeMetricFamily("celadon_pool_size", "Queries that may run.", state["size"])
        busy = len(state["running"])
        yield GaugeMetricFamily("celadon_pool_busy", "Queries that run.", busy)
        yield GaugeMetricFamily("celadon_pool_waiting", "Queries that wait.", state["waiting"])
        events = CounterMetricFamily(
            "celadon_pool_events", "What happened in the query pool.", labels=["event"]
        )
        for name, count in state["counts"].items():
            events.add_metric([name], count)
        yield events
        yield GaugeMetricFamily("celadon_cache_bytes", "Bytes in the cache.", self._cache.bytes)
        yield GaugeMetricFamily("celadon_cache_entries", "Kept answers.", len(self._cache))
