"""The kinds of value a setting can have: what is kept, what is refused."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.errors import BadSettings
from core.settings import read


def complaint(environ: dict[str, str]) -> str:
    with pytest.raises(BadSettings) as caught:
        read(environ, None)
    return str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "redis://localhost",
        "redis://localhost:6379/3",
        "rediss://user:p%23ss@cache.example.org:6380/0?ssl_cert_reqs=none&socket_timeout=0.5",
        "redis://[::1]:6379",
        "unix:///var/run/valkey.sock?db=2",
        "redis+sentinel://one.example.org:26379,two.example.org,[::1]:26380/papers",
        "rediss+sentinel://user:p%23ss@one:1/papers/3?sentinel_password=p%40ss&socket_timeout=2",
    ],
)
def test_an_address_redis_understands_is_kept_as_written(url: str):
    assert read({"REDIS_URL": f" {url} "}, None).redis_url.reveal() == url


@pytest.mark.parametrize(
    "url",
    [
        "localhost:6379", "http://localhost", "REDIS://localhost", "redis://", "redis://:6379", "unix://",
        "redis://host:99999", "redis://host:0", "redis://host:port", "redis://host/papers", "redis://host?db=first",
        "redis://:pa#ss@host", "redis://:pa/ss@host", "redis://[::1", "redis://ho st", "redis://ho\nst", "redis://h\x00",
        "redis://host?db=" + "9" * 5000,
        "redis+sentinel:///papers", "redis+sentinel://:6379/papers", "redis+sentinel://host:0/papers",
        "redis+sentinel://host,/papers", "redis+sentinel://host/papers/first", "redis+sentinel://host/papers#1",
        "redis+sentinel://host/papers?db=first", "redis+sentinel://:pa/ss@host/papers",
    ],
)  # fmt: skip
def test_an_address_redis_would_misread_is_refused(url: str):
    assert "REDIS_URL" in complaint({"REDIS_URL": url})


@pytest.mark.parametrize(
    ("url", "seeming"),
    [
        ("redis+sentinel://canary@one:26379", "without the name of the primary"),
        ("redis+sentinel://canary@one:26379/?db=1", "without the name of the primary"),
        ("sentinel://:canary@one:26379;sentinel://two:26379", "as other programs take it"),
        ("redis-sentinel://canary@one/0#papers", "as other programs take it"),
    ],
)
def test_what_an_address_of_sentinels_lacks_is_said(url: str, seeming: str):
    sentence = complaint({"REDIS_URL": url})
    assert seeming in sentence and "write redis+sentinel://host:26379,host:26379/name" in sentence
    assert "canary" not in sentence


def test_a_home_is_made_absolute_and_its_tilde_expanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "someone"))
    assert read({"PAPERBOY_HOME": "data/here"}, None).home == tmp_path / "data" / "here"
    assert read({"PAPERBOY_HOME": "~/papers"}, None).home == tmp_path / "someone" / "papers"


@pytest.mark.parametrize("home", ["a\x00b", "a\nb", "~nobody-of-this-name/x", "x" * 5000])
def test_a_home_no_system_could_have_is_refused(home: str):
    assert "PAPERBOY_HOME" in complaint({"PAPERBOY_HOME": home})


@pytest.mark.parametrize(
    ("typed", "kept"), [("512mb", "512mb"), ("2 GB", "2gb"), ("1g", "1g"), ("134217728", "134217728")]
)
def test_a_size_is_kept_as_valkey_takes_it(typed: str, kept: str):
    assert read({"PAPERBOY_MEMORY": typed}, None).memory == kept


@pytest.mark.parametrize(
    "typed", ["0", "2", "63mb", "-1gb", "1.5gb", "gb", "2tb", "٢gb", "2gb maxmemory-policy", "9" * 5000]
)
def test_a_size_valkey_would_refuse_or_drown_in_is_refused(typed: str):
    assert "PAPERBOY_MEMORY" in complaint({"PAPERBOY_MEMORY": typed})


@pytest.mark.parametrize("typed", ["Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "EST5EDT"])
def test_a_zone_is_an_iana_name(typed: str):
    assert read({"PAPERBOY_ZONE": typed}, None).zone == ZoneInfo(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "../../etc/passwd", "/etc/passwd", "America", "America/", "zone.tab", "right/UTC", "posixrules", "localtime",
        "UTC\x00", "Zürich", "Europe/../UTC", "C" * 5000, "25:00", "\ud800", "Europe\\Berlin",
    ],
)  # fmt: skip
def test_a_hostile_zone_is_refused(typed: str):
    assert "PAPERBOY_ZONE" in complaint({"PAPERBOY_ZONE": typed})


@pytest.mark.parametrize("listens", ["127.0.0.1:8020", "0.0.0.0:80", "[::1]:8020", "papers.example.org:65535"])
def test_the_pages_are_served_at_a_host_and_a_port(listens: str):
    assert read({"PAPERBOY_WEB": listens}, None).web == listens


@pytest.mark.parametrize(
    "listens", ["8020", ":8020", "host", "host:0", "host:65536", "host:80/x", "http://host:80", "a b:1"]
)
def test_what_is_no_host_and_port_is_refused(listens: str):
    assert "PAPERBOY_WEB must be empty or a host and a port" in complaint({"PAPERBOY_WEB": listens})


@pytest.mark.parametrize(
    "url", ["papers.example.org", "ftp://x.org", "https://x.org?a", "https://ada@x.org", "https://"]
)
def test_what_is_no_public_address_is_refused(url: str):
    assert "PAPERBOY_URL must be empty or an address" in complaint({"PAPERBOY_URL": url})


def test_a_public_address_loses_the_slash_at_its_end():
    assert read({"PAPERBOY_URL": "https://papers.example.org/nlp/"}, None).url == "https://papers.example.org/nlp"
