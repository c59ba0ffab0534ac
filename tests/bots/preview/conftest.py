"""The record that previews are made of, on a server of its own that goes with it."""

from collections.abc import Iterator

import pytest

from bots.preview.record import throwaway
from core.app import Paperboy


@pytest.fixture(scope="module")
def preview() -> Iterator[Paperboy]:
    with throwaway() as app:
        yield app
        home = app.home
    assert not home.exists()
