"""What is counted can be read by Prometheus."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from maskkit.service.metrics import Metrics


def numbers(metrics: Metrics) -> dict[str, float]:
    families = text_string_to_metric_families(metrics.text().decode())
    return {
        f"{sample.name}{sorted(sample.labels.values())}": sample.value
        for family in families
        for sample in family.samples
        if "bucket" not in sample.name
    }


def test_answers_generations_and_call_backs_are_counted() -> None:
    metrics = Metrics()
    metrics.answered("/api/account/credit", 200, 0.01)
    metrics.answered("/api/account/credit", 429, 0.01)
    metrics.finished("FAILED")
    metrics.first_attempt(0.2)
    metrics.delivered()
    metrics.undelivered()
    found = numbers(metrics)
    assert found["maskkit_requests_total['/api/account/credit', '200']"] == 1
    assert found["maskkit_requests_total['/api/account/credit', '429']"] == 1
    assert found["maskkit_request_seconds_count['/api/account/credit']"] == 2
    assert found["maskkit_generations_total['FAILED']"] == 1
    assert found["maskkit_call_back_attempts_total['taken']"] == 1
    assert found["maskkit_call_back_attempts_total['failed']"] == 1
    assert found["maskkit_call_back_wait_seconds_sum[]"] == 0.2
    assert found["process_resident_memory_bytes[]"] > 1_000_000


def test_what_is_watched_is_read_when_somebody_looks() -> None:
    metrics, waiting = Metrics(), [1.0]
    metrics.watch(lambda: {"generations_open": waiting[0]})
    assert numbers(metrics)["maskkit_generations_open[]"] == 1
    waiting[0] = 7.0
    assert numbers(metrics)["maskkit_generations_open[]"] == 7


def test_two_services_in_one_process_count_for_themselves() -> None:
    first, second = Metrics(), Metrics()
    first.finished("SUCCEEDED")
    assert b'maskkit_generations_total{status="SUCCEEDED"}' not in second.text()
