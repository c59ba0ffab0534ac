"""`paperboy try`, `hooks` and `digest`: five papers at once and every morning, and no address anywhere but in its own place."""

import re
from collections.abc import Iterator

import pytest

from tests.bots.conftest import ROOT, Cli
from tests.fakes.hooks import FakeHooks, Fault

NEVER = "https://hooks.slack.com/services/..."


@pytest.fixture
def fake() -> Iterator[FakeHooks]:
    with FakeHooks() as made:
        yield made


def said(cli: Cli, fake: FakeHooks, *words: str, code: int = 0, typed: str = "") -> str:
    """What a command says, all of it; it ends as it should."""
    done = cli.run(*words, typed=typed, PAPERBOY_HOOKS=fake.host)
    assert done.returncode == code, (done.stdout, done.stderr)
    return done.stdout + done.stderr


@pytest.mark.parametrize("service", ["slack", "discord", "text", "json"])
def test_try_posts_todays_five_at_once_without_showing_the_address(stocked: Cli, fake: FakeHooks, service: str) -> None:
    told = said(stocked, fake, "try", address := fake.address(service))
    assert told.startswith("5 papers posted to ") and "secret" not in told
    (post,) = fake.at(address)
    assert "Attention Is All You Need" in post.raw.decode() and fake.breaches == []


def test_the_readmes_first_way_in_is_true(stocked: Cli, fake: FakeHooks) -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Two minutes")[2].partition("\n## ")[0]
    fetched, tried, every_morning = re.findall(r"^paperboy (.*?)(?: &&|\s{2,}#)", section, re.MULTILINE)
    assert fetched == "fetch hf"
    address = fake.address("slack")
    assert "5 papers posted" in said(stocked, fake, *tried.replace(NEVER, address).split())
    told = said(stocked, fake, *every_morning.replace(NEVER, address).split())
    assert "“daily papers” is set up." in told and "09:00 (UTC)" in told and "secret" not in told
    assert "which you set up for the webhook" in said(stocked, fake, "digest", "list")


def test_what_try_posted_no_digest_brings_again(stocked: Cli, fake: FakeHooks) -> None:
    said(stocked, fake, "try", address := fake.address("json"))
    posted = [paper["title"] for paper in fake.at(address)[0].body["papers"]]
    told = said(stocked, fake, "digest", "new", f"to:{address}", "tz:UTC", "name:mornings")
    (made,) = set(re.findall(r"digest preview ([0-9a-f]+)", told))
    preview = said(stocked, fake, "digest", "preview", made)
    assert len(posted) == 5 and not [title for title in posted if f". {title}" in preview]


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Fault(drop="after", times=1), "Nobody can say whether it arrived."),
        (Fault(status=429, retry_after=7, times=1), "the service is busy. Try again in 7 seconds."),
        (Fault(status=404, text="no_service", times=1), "its webhook is gone"),
    ],
)
def test_what_went_wrong_is_a_sentence(stocked: Cli, fake: FakeHooks, fault: Fault, sentence: str) -> None:
    fake.faults.append(fault)
    told = said(stocked, fake, "try", fake.address("slack"), code=1)
    assert sentence in told and "secret" not in told
    assert "No webhook is kept." in said(stocked, fake, "hooks")


def test_without_papers_it_says_how_to_get_some(fresh: Cli, fake: FakeHooks) -> None:
    assert "paperboy fetch hf" in said(fresh, fake, "try", fake.address("slack"), code=1)
    assert fake.taken == [] and "No webhook is kept." in said(fresh, fake, "hooks")


def test_a_wrong_address_is_refused_and_not_repeated(stocked: Cli, fake: FakeHooks) -> None:
    for words in (("try",), ("digest", "new"), ("ask", "digest new")):
        address = "https://evil.example/services/secretword"
        told = said(stocked, fake, *words, address if words == ("try",) else f"to:{address}", code=2)
        assert "evil.example is neither" in told and "secretword" not in told


def test_hooks_lists_ids_and_prints_the_key_of_one(stocked: Cli, fake: FakeHooks) -> None:
    said(stocked, fake, "digest", "new", f"to:{fake.address('json')}", "tz:UTC")
    told = said(stocked, fake, "hooks")
    found = re.match(r"([0-9a-f]{10}): a program at 127", told)
    assert found and "“daily papers”" in told and "secret" not in told
    key = said(stocked, fake, "hooks", "--key", found[1]).strip()
    assert re.fullmatch(r"[0-9a-f]{64}", key)
    assert "No webhook of that id" in said(stocked, fake, "hooks", "--key", "0000000000", code=1)


def test_doctor_tells_of_each_webhook_and_of_a_host_that_is_not_listed_any_more(stocked: Cli, fake: FakeHooks) -> None:
    said(stocked, fake, "digest", "new", f"to:{fake.address('slack')}", "tz:UTC")
    assert re.search(r"ok +webhooks +“daily papers” to Slack", said(stocked, fake, "doctor"))
    done = stocked.run("doctor")
    assert done.returncode == 1 and re.search(r"fail +webhooks", done.stdout) and "secret" not in done.stdout


def test_the_prompt_takes_an_address_and_no_log_keeps_it(stocked: Cli, fake: FakeHooks) -> None:
    lines = f"digest new to:{fake.address('slack')} tz:UTC\n/papers digest new to:https://evil.example/secretx\n"
    told = said(stocked, fake, "chat", typed=lines)
    assert "is set up" in told and "evil.example is neither" in told and "secret" not in told
    logs = [file.read_text("utf-8", "replace") for file in stocked.home.glob("*.log")]
    assert "slacksecret" not in "".join(logs)
