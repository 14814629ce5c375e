"""The cache and the budget alone, without a server."""

from __future__ import annotations

import threading

import pytest

from server.front.budget import Budget
from server.front.cache import Cache, Entry, Key
from server.front.validators import header_of, matches
from server.http.clients import Client, Profile

PROFILE = Profile(timeout_s=10, budget_s=60, errors_a_minute=30)


def key(name: str) -> Key:
    return Key("snapshot", "GET", name, "", b"", ())


def entry(size: int) -> Entry:
    return Entry([], b"x" * size, "tag", "/", None)


def test_the_least_recently_used_goes_first() -> None:
    cache = Cache(100_000)
    for name in "abcdefgh":
        cache.put(key(name), entry(8_000))
    cache.get(key("a"))
    for name in "ijk":
        cache.put(key(name), entry(8_000))
    assert cache.get(key("a"))
    assert cache.get(key("b")) is None
    assert cache.bytes <= 100_000


def test_what_is_too_large_is_not_kept() -> None:
    cache = Cache(100_000)
    cache.put(key("a"), entry(50_000))
    assert (len(cache), cache.bytes) == (0, 0)


def test_no_bytes_keep_nothing() -> None:
    cache = Cache(0)
    cache.put(key("a"), entry(0))
    assert cache.get(key("a")) is None


def test_other_forms_count_too() -> None:
    cache = Cache(100_000)
    kept = entry(5_000)
    cache.put(key("a"), kept)
    before = cache.bytes
    cache.put_encoded(key("a"), kept, "gzip", b"x" * 1_000)
    assert cache.bytes == before + 1_000
    cache.put(key("a"), entry(10))
    assert cache.bytes == entry(10).size + key("a").size


def test_threads_leave_the_count_of_bytes_right() -> None:
    cache = Cache(200_000)

    def work(seed: int) -> None:
        for n in range(2_000):
            name = key(str((seed * n) % 50))
            found = cache.get(name)
            if found is None:
                cache.put(name, entry((seed * n) % 9_000))
            else:
                cache.put_encoded(name, found, "gzip", b"x" * (n % 99))

    threads = [threading.Thread(target=work, args=(seed,)) for seed in (3, 5, 7, 11)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cache.bytes == sum(found.size for found in cache._entries.values()) <= 200_000


@pytest.mark.parametrize(
    ("header", "is_match"),
    [
        ('"abc"', True),
        ('W/"abc"', True),
        ('"abc-gzip"', True),
        ('"x", "abc-zstd"', True),
        ("*", True),
        ('"abcd"', False),
        ('"abc-other"', False),
        ("abc", False),
    ],
)
def test_any_form_of_an_answer_matches_its_tag(header: str, is_match: bool) -> None:
    assert matches(header, "abc") == is_match
    assert header_of("abc", "gzip") == '"abc-gzip"'


def test_a_budget_of_seconds_comes_back_evenly() -> None:
    budget, client = Budget(), Client(address="203.0.113.1")
    budget.spend(client, PROFILE, 0.0, seconds=75.0, status=200)
    assert budget.wait_s(client, PROFILE, 0.0) == 15
    assert budget.wait_s(client, PROFILE, 10.0) == 5
    assert budget.wait_s(client, PROFILE, 15.0) == 0


def test_a_budget_belongs_to_one_client() -> None:
    budget = Budget()
    budget.spend(Client(address="203.0.113.1"), PROFILE, 0.0, seconds=99.0, status=200)
    assert budget.wait_s(Client(address="203.0.113.2"), PROFILE, 0.0) == 0
    assert budget.wait_s(Client("ada", True, "203.0.113.1"), PROFILE, 0.0) == 0


def test_errors_count_and_missing_pages_do_not() -> None:
    budget, client = Budget(), Client(address="203.0.113.1")
    for _ in range(40):
        budget.spend(client, PROFILE, 0.0, seconds=0.0, status=404)
    assert budget.wait_s(client, PROFILE, 0.0) == 0
    for _ in range(32):
        budget.spend(client, PROFILE, 0.0, seconds=0.0, status=400)
    assert budget.wait_s(client, PROFILE, 0.0) == 4


def test_this_machine_has_no_budget() -> None:
    budget = Budget()
    for address in ("127.0.0.1", "::1"):
        client = Client(address=address)
        budget.spend(client, PROFILE, 0.0, seconds=999.0, status=500)
        assert budget.wait_s(client, PROFILE, 0.0) == 0


def test_questions_count_as_much_as_answers() -> None:
    cache = Cache(1_000_000)
    for n in range(100):
        key = Key("one", "POST", "/sparql", "", b"%041d" % n + b"x" * 50_000, ())
        cache.put(key, Entry([], b"true", "tag", "/sparql", None))
    assert cache.bytes <= 1_000_000
    assert 15 < len(cache) < 20
    assert cache.get(key) is not None
