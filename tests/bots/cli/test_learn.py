"""`paperboy learn`: what it says of an export, at a terminal and to programs."""

import re
from pathlib import Path

import pytest

from bots.cli.learn import read
from core.errors import BadInput
from tests.bots.conftest import Cli
from tests.core.services.history.exports import abs_url, discord_json, discord_said, liked, slack_said, slack_zip

HIDDEN_TITLES = ["Graph Matching in Wind", "Fast Graph Matching"]


def test_it_says_what_was_learned_and_proposes_a_digest(fresh: Cli) -> None:
    file = fresh.folder / "export.zip"
    said = [
        slack_said(abs_url(f"2611.0001{n}"), number=n, attachments=[{"title": title}], **liked("U2"))
        for n, title in enumerate(HIDDEN_TITLES)
    ]
    file.write_bytes(slack_zip(said))
    done = fresh.run("learn", file)
    assert done.returncode == 0, done.stderr
    assert "Read 2 messages in 1 channel. Nothing was posted." in done.stdout
    assert "Left out 1 direct conversation" in done.stdout
    assert "#nlp: 2 papers, 2 votes." in done.stdout
    assert 'Type there: /papers digest new topics:"graph matching"' in done.stdout
    again = fresh.json("learn", file)
    assert again["before"] and (again["links"], again["asked"]) == (0, 0)
    assert again["channels"][0]["line"] == '/papers digest new topics:"graph matching"'


def test_a_private_channel_is_said_to_stay_so(fresh: Cli) -> None:
    file = fresh.folder / "channel.json"
    file.write_bytes(discord_json([discord_said(abs_url("2611.00010"), "1")]))
    assert "#papers: 1 paper, 0 votes; only people there see where they were posted." in fresh.run("learn", file).stdout


def test_what_cannot_be_read_is_one_sentence_and_exit_code_two(kept: Cli) -> None:
    file = kept.folder / "half.zip"
    file.write_bytes(slack_zip([slack_said(abs_url("2611.00010"))])[:500])
    for name in (file, kept.folder / "none.zip", kept.folder):
        done = kept.run("learn", name)
        assert done.returncode in (1, 2) and done.stdout == "" and len(done.stderr.strip().splitlines()) == 1


def test_a_file_that_is_not_there_is_named_as_it_was_typed(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere" / "export.zip"
    with pytest.raises(BadInput, match=re.escape(f"There is no file {missing}.")):
        read(str(missing))
