"""Exports that are damaged, hostile or of another kind: one sentence each, and nothing is changed."""

import io
import json
import zipfile

import pytest

from core.errors import BadInput
from core.services.history import slack_export
from core.services.history.discord_export import read_discord
from core.services.history.past import papers_in
from core.services.history.slack_export import read_slack
from tests.core.services.history.exports import abs_url, discord_json, discord_said, liked, slack_said, slack_zip

SAID = slack_said(abs_url("2611.00010"), **liked("U2"))


def slack(data: bytes) -> slack_export.Past:
    return read_slack(io.BytesIO(data), "x.zip")


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
def test_half_an_export_is_refused_whole(kept: float) -> None:
    data = slack_zip([SAID] * 50)
    with pytest.raises(BadInput, match=r"x\.zip is damaged or only half there .*Nothing was changed"):
        slack(data[: int(len(data) * kept)])
    file = discord_json([discord_said(abs_url("2611.00010"), "1")])
    with pytest.raises(BadInput, match="damaged or only half there"):
        read_discord(file[: int(len(file) * kept)], "x.json")


def test_a_flipped_byte_is_refused_or_changes_nothing() -> None:
    data = bytearray(slack_zip([SAID] * 9))
    for place in range(0, len(data), 7):
        data[place] ^= 0xFF
        try:
            slack(bytes(data))
        except BadInput as error:
            assert "Nothing was changed" in str(error)
        data[place] ^= 0xFF


def test_an_export_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = slack_zip([SAID], more={"nlp/2026-11-21.json": b" " * 5_000_000 + b"[]"})
    assert len(bomb) < 20_000
    monkeypatch.setattr(slack_export, "LARGEST_FILE", 1_000_000)
    with pytest.raises(BadInput, match="unpacks to more"):
        slack(bomb)
    monkeypatch.setattr(slack_export, "LARGEST", 1_000_000)
    with pytest.raises(BadInput, match="unpacks to more"):
        slack(bomb)


def test_names_that_lead_out_of_an_export_name_no_channel() -> None:
    more = {
        name: json.dumps([SAID]).encode() for name in ("../nlp/1.json", "/etc/1.json", "nlp/../../1.json", "C:\\1.json")
    }
    assert slack(slack_zip([SAID], more=more)).messages == 1


def test_rows_of_another_shape_are_left_out() -> None:
    odd = [
        None,
        7,
        [],
        {},
        {"user": 3, "text": []},
        slack_said(abs_url("2611.00010"), ts="soon"),
        slack_said("x", "U|/ 1"),
    ]
    odd += [
        SAID | {"reactions": [{"name": 4, "users": "U1"}, {"name": "+1", "users": [None, "U 2"]}, 3], "attachments": 3}
    ]
    past = slack(slack_zip(odd))
    assert past.unread == 3
    (message,) = past.channels[0].messages
    assert message.reactions == ()
    odd_here = [discord_said(abs_url("2611.00010"), "1", timestamp="soon"), discord_said("x", "2", author=None), None]
    assert read_discord(discord_json(odd_here), "x.json").channels[0].messages == ()


@pytest.mark.parametrize(
    "data", [b"{}", b"[1]", b"hello", b"[" * 100_000, b'{"guild":{"id":"0"},"channel":{"id":"1"},"messages":[]}']
)
def test_a_file_of_another_kind_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput, match="Nothing was changed"):
        read_discord(data, "x.json")
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.json", data)
    with pytest.raises(BadInput, match="no Slack export"):
        slack(held.getvalue())


def test_an_export_that_does_not_say_its_workspace_needs_it() -> None:
    bare = {key: value for key, value in SAID.items() if key != "team"}
    data = slack_zip([bare])
    assert slack(data).channels[0].place.team == "T1"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("channels.json", '[{"id": "C1", "name": "nlp"}]')
        archive.writestr("nlp/1.json", json.dumps([bare]))
    with pytest.raises(BadInput, match="--team"):
        slack(held.getvalue())
    assert read_slack(io.BytesIO(held.getvalue()), "x", "T7").channels[0].place.team == "T7"


def test_links_are_read_as_they_stand_in_messages() -> None:
    messages = [
        "see <https://arxiv.org/abs/2611.00010v2|it>, https://arxiv.org/pdf/2611.00010 (https://openreview.net/forum?id=rJ4km2R5t7&amp;noteId=x)"
    ]
    assert papers_in(messages) == ("arxiv:2611.00010", "openreview:rJ4km2R5t7")
    assert papers_in(["2611.00010 without a link"]) == ()
