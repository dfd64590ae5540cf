"""Figures for Prometheus: how requests fared in this machine's processes, and how the site is."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from ipaddress import ip_address

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_FORWARDED", "HTTP_VIA")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

_requests = Histogram(
    "exemplar_request_seconds",
    "Seconds from the first middleware to the answer.",
    ["method", "view", "status"],
    buckets=SECONDS,
)


def observe_request(method: str, view: str, status: int, seconds: float) -> None:
    """Count one answer. What a visitor made up (a method, an address) makes no new series."""
    known = method if method in METHODS else "other"
    _requests.labels(known, view or "none", str(status)).observe(seconds)


class SiteCollector(Collector):
    """The parts of the status page as gauges, read at each scrape."""

    def collect(self) -> Iterator[Metric]:
        from portal.operations.status.queries import State, site_status

        state = GaugeMetricFamily(
            "exemplar_part_state", "0 well, 1 needs attention, 2 failed.", labels=["part"]
        )
        fact = GaugeMetricFamily(
            "exemplar_part", "One figure of a part; see /statusz.json.", labels=["part", "figure"]
        )
        worth = {State.WELL: 0, State.ATTENTION: 1, State.FAILED: 2}
        for part in site_status().parts:
            state.add_metric([part.key], worth[part.state])
            for name, value in part.facts.items():
                if isinstance(value, int | float):
                    fact.add_metric([part.key, name], float(value))
        yield state
        yield fact


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For a collector that shows METRICS_TOKEN, or sits on this machine; not there for others."""
    if not _may_read(request):
        raise Http404
    site = CollectorRegistry(auto_describe=False)
    site.register(SiteCollector())
    requests = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        requests = CollectorRegistry()
        MultiProcessCollector(requests)
    text = generate_latest(requests) + generate_latest(site)
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        shown = request.headers.get("Authorization", "")
        wanted = f"Bearer {settings.METRICS_TOKEN}"
        return secrets.compare_digest(shown.encode(), wanted.encode())
    # A proxy on this machine connects from here too, for visitors from anywhere: it says so.
    if any(request.META.get(name) for name in FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
