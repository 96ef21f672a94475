"""What the service counts and measures, in the text form of Prometheus.

Each service has a registry of its own: two in one process do not mix, and nothing is counted at import.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_REQUEST_BOUNDS_S = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_WAIT_BOUNDS_S = (0.05, 0.1, 0.25, 1.0, 5.0, 60.0, 600.0, 3600.0, 86_400.0)


class Metrics:
    """The counters of one service."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._requests = Counter(
            "maskkit_requests", "Requests that were answered.", ["route", "status"], registry=registry
        )
        self._request_s = Histogram(
            "maskkit_request_seconds",
            "Time to the end of an answer.",
            ["route"],
            buckets=_REQUEST_BOUNDS_S,
            registry=registry,
        )
        self._generations = Counter(
            "maskkit_generations", "Generations that have ended.", ["status"], registry=registry
        )
        self._call_backs = Counter(
            "maskkit_call_back_attempts", "Attempts at call-backs.", ["outcome"], registry=registry
        )
        self._call_back_s = Histogram(
            "maskkit_call_back_wait_seconds",
            "Time from the order of a call-back to its first attempt.",
            buckets=_WAIT_BOUNDS_S,
            registry=registry,
        )

    def answered(self, route: str, status: int, took_s: float) -> None:
        """Count an answer; ``route`` is the route's pattern, so that there are few of them."""
        self._requests.labels(route, str(status)).inc()
        self._request_s.labels(route).observe(took_s)

    def finished(self, status: str) -> None:
        """Count a generation that has ended."""
        self._generations.labels(status).inc()

    def first_attempt(self, wait_s: float) -> None:
        """Note that a call-back is attempted for the first time, so long after it was ordered."""
        self._call_back_s.observe(wait_s)

    def delivered(self) -> None:
        """Count an attempt at a call-back that was taken."""
        self._call_backs.labels("taken").inc()

    def undelivered(self) -> None:
        """Count an attempt at a call-back that failed."""
        self._call_backs.labels("failed").inc()

    def watch(self, read: Callable[[], Mapping[str, float]]) -> None:
        """Show what ``read`` gives, a number for each name, as it is whenever somebody looks."""
        self._registry.register(_Gauges(read))

    def text(self) -> bytes:
        """All of it."""
        return generate_latest(self._registry)


class _Gauges(Collector):
    def __init__(self, read: Callable[[], Mapping[str, float]]) -> None:
        self._read = read

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing: what there is, is known when it is read."""
        return iter(())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The numbers as they are now."""
        for name, value in self._read().items():
            yield GaugeMetricFamily(f"maskkit_{name}", f"{name.replace('_', ' ')} now".capitalize(), value=value)
