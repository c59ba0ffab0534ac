"""The record's tests run on the embedded Valkey and on the oldest server that Paperboy takes."""

from collections.abc import Iterator

import pytest

from tests.servers import LOGGED, OLDEST, needs_redis, serving


@pytest.fixture(scope="session", params=["valkey", pytest.param("redis 7.0", marks=needs_redis)])
def valkey(request: pytest.FixtureRequest, valkey: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the persistence of production."""
    if request.param == "valkey":
        yield valkey
    else:
        with serving(tmp_path_factory.mktemp("redis"), *LOGGED, binary=OLDEST) as url:
            yield url
