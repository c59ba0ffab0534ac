"""The figures for Prometheus, read from the record when they are asked for: what waits, how posts stand, how old feeds are."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily, Metric

from bots.web.timing import EDGES, Lag, Times
from core.app import Paperboy
from core.ingest.arrivals import Arrivals
from core.services.status import count_alive
from core.store.chats.heartbeats import Heartbeats
from core.store.delivery.deliveries import Deliveries
from core.store.engine.queue import DeliveryQueue, Queue
from core.store.papers.feeds import Feeds
from core.text.source_names import feed_name
from core.votes.emoji import Rules

KIND = "text/plain; version=0.0.4; charset=utf-8"


class Figures:
    """What Prometheus collects from: one look at the record."""

    def __init__(self, app: Paperboy, lag: Lag, times: Times) -> None:
        self._app, self._lag, self._times = app, lag, times

    def collect(self) -> Iterator[Metric]:
        """The figures. Raises RecordDown."""
        app = self._app
        yield GaugeMetricFamily("paperboy_papers", "Papers that are known", app.paper_count())
        queue = GaugeMetricFamily("paperboy_queue_jobs", "Jobs that wait", labels=["queue"])
        queue.add_metric(["ingest"], len(app.of(Arrivals).todo()))
        due = app.of(Deliveries).due(app.now(), None)  # senders look for these themselves
        queue.add_metric(["deliver"], len(app.of(DeliveryQueue).waiting() | set(due)))
        yield queue
        processes = GaugeMetricFamily("paperboy_processes", "Processes that run", labels=["kind"])
        counts = {"ingest": app.of(Queue).workers(), "deliver": app.of(DeliveryQueue).workers()}
        for kind, count in (counts | {"bots": count_alive(app.of(Heartbeats).running())}).items():
            processes.add_metric([kind], count)
        yield processes
        yield GaugeMetricFamily("paperboy_given_up", "Jobs that were given up", app.given_up())
        yield GaugeMetricFamily(
            "paperboy_index_behind_seconds", "How long the index has lacked papers", self._lag.seconds()
        )
        deliveries = GaugeMetricFamily("paperboy_deliveries", "Deliveries by how they stand", labels=["state"])
        for state, count in app.of(Deliveries).counts().items():
            deliveries.add_metric([state], count)
        yield deliveries
        yield from self._of_feeds()
        yield self._of_answers()

    def _of_feeds(self) -> Iterator[Metric]:
        age = GaugeMetricFamily("paperboy_feed_age_seconds", "Seconds since a feed last answered", labels=["feed"])
        failing = GaugeMetricFamily("paperboy_feed_failing", "1 where a feed fails", labels=["feed"])
        now = self._app.now()
        for feed in self._app.of(Rules).feeds:
            health = self._app.of(Feeds).health(feed)
            failing.add_metric([feed_name(feed)], int(health.failing is not None))
            if health.success:
                age.add_metric([feed_name(feed)], (now - health.success).total_seconds())
        yield age
        yield failing

    def _of_answers(self) -> Metric:
        answers = HistogramMetricFamily("paperboy_answer_seconds", "Time of answers by address", labels=["address"])
        for address, (counts, total) in self._times.read().items():
            summed = [sum(counts[: place + 1]) for place in range(len(counts))]
            buckets = [(str(edge), float(count)) for edge, count in zip((*EDGES, "+Inf"), summed, strict=True)]
            answers.add_metric([address], buckets, total)
        return answers


def text(app: Paperboy, lag: Lag, times: Times) -> bytes:
    """The figures as Prometheus reads them. Raises RecordDown."""
    registry = CollectorRegistry()
    registry.register(Figures(app, lag, times))
    return generate_latest(registry)
