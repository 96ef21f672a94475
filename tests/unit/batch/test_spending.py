"""The limit on what is paid for."""

from __future__ import annotations

import threading

from maskkit.batch.spending import Spending


def test_what_is_given_back_can_be_taken_again() -> None:
    spending = Spending(limit=1)
    assert spending.take()
    assert not spending.take()
    assert not spending.is_open
    spending.give_back()
    assert spending.is_open
    assert spending.take()


def test_without_a_limit_only_a_stop_ends_it() -> None:
    spending = Spending(spent=1000)
    assert spending.take()
    spending.stop()
    assert not spending.take()
    assert not spending.is_open
    assert spending.spent == 1001


def test_threads_never_take_more_than_there_is() -> None:
    spending, taken = Spending(limit=50), []
    threads = [threading.Thread(target=lambda: taken.extend(spending.take() for _ in range(30))) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(taken) == 50
