"""Two things to do with a cache, in Python: a rate limiter, and typed values that expire."""

from datetime import UTC, datetime, timedelta

from cellaret import Cache, CacheKeyExists, expire_in

MILLISECOND = timedelta(milliseconds=1)
NAMES = {int: "int", float: "double", str: "string"}


def open_with_manual_clock() -> Cache:
    """A clock that stands still until it is moved: nothing here has to sleep."""
    return Cache(clock="manual", start=datetime(2030, 1, 1, tzinfo=UTC))


def take_request(cache: Cache, client: str, limit: int, window: timedelta) -> tuple[int, float]:
    """Counts a request in a window that the first one opens; tells how many there were, and in how
    many milliseconds to try again, 0 when this one is allowed.

    A key is still there at its deadline and gone one millisecond later, so a deadline one
    millisecond before the window's end makes the window exactly as long as it should be.
    """
    count = cache.increment(client)
    if count == 1:
        cache.expire(client, window - MILLISECOND)
    if count <= limit:
        return count, 0
    left_ms = cache.ttl(client)
    assert left_ms is not None, "the key was there a moment ago, and time stands still"
    return count, left_ms + 1


def show_request(cache: Cache, request: int) -> None:
    """One request of the rate limiter."""
    count, wait_ms = take_request(cache, "client", 10, timedelta(seconds=10))
    if wait_ms == 0:
        print(f"request {request}: allowed ({count} of 10)")
    else:
        print(f"request {request}: refused, try again in {wait_ms} ms")


def rate_limiter() -> None:
    """Ten requests are allowed, the eleventh is not, and after the window again one is."""
    with open_with_manual_clock() as cache:
        print("A rate limiter: 10 requests in 10 s")
        for request in range(1, 12):
            show_request(cache, request)
        cache.clock.advance(timedelta(seconds=10))
        print("clock moved 10 s")
        show_request(cache, 12)


def show_value(cache: Cache, key: str) -> None:
    """A value with its type, or that there is none."""
    value = cache.get(key)
    print(f"{key}: miss" if value is None else f"{key}: {NAMES[type(value)]} {value}")


def store_values(cache: Cache) -> None:
    """Values of each type, and what increments make of them."""
    cache.set("greeting", "hello", expiry=expire_in(timedelta(minutes=1)))
    cache["visits"] = 41
    cache["price"] = 19.5
    show_value(cache, "greeting")
    show_value(cache, "visits")
    show_value(cache, "price")

    print(f"visits + 1 = {cache.increment('visits')}")
    cache["sum"] = 0.1
    print(f"0.1 + 0.2 = {cache.increment('sum', 0.2)}")

    try:
        cache.set_if_absent("greeting", "bye")
    except CacheKeyExists:
        print("greeting set if absent: refused")
    show_value(cache, "greeting")


def typed_cache() -> None:
    """Values come back as what they were, until they expire."""
    with open_with_manual_clock() as cache:
        print("\nA typed cache with expiry")
        store_values(cache)
        print(f"greeting expires in {cache.ttl('greeting')} ms")
        cache.clock.advance(timedelta(minutes=1))
        print("clock moved 60 s")
        print(f"greeting expires in {cache.ttl('greeting')} ms")
        cache.clock.advance(MILLISECOND)
        print("clock moved 1 ms")
        show_value(cache, "greeting")

        # Expirations are counted when the memory comes back; this does what is left of that now.
        cache.maintain()
        stats = cache.stats()
        print(
            f"statistics: {stats.hits} hits, {stats.misses} miss, {stats.sets} sets,"
            f" {stats.expirations} expiration"
        )


if __name__ == "__main__":
    rate_limiter()
    typed_cache()
