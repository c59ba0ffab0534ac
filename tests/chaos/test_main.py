"""How a campaign ends tells whether a promise was broken or the campaign."""

import pytest

from tests.chaos import exports
from tests.chaos.__main__ import BROKE, main


def _breaks(argv: list[str]) -> int:
    raise TypeError("a parameter moved")


def test_a_campaign_that_breaks_is_told_from_one_that_finds_a_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(exports, "main", lambda argv: 1)
    assert main(["exports"]) == 1
    monkeypatch.setattr(exports, "main", _breaks)
    assert main(["exports"]) == BROKE
    assert "a parameter moved" in capsys.readouterr().err
