"""Whose an event or a press is: somebody of another workspace is told apart from a member."""

import pytest

from bots.slack.inbound import of_event, of_interaction
from tests.factories import NOW


@pytest.mark.parametrize(("home", "foreign"), [({}, False), ("T1", False), ("T9", True)])
def test_somebody_of_another_workspace_in_a_shared_channel_is_foreign(home: object, foreign: bool) -> None:
    said = {"team_id": "T1", "event": {"type": "message", "user": "U1", "channel": "C1", "user_team": home}}
    pressed = {"team": {"id": "T1"}, "user": {"id": "U1", "team_id": home}, "channel": {"id": "C1", "name": "nlp"}}
    assert of_event(said, NOW).foreign is foreign and of_interaction(pressed, NOW).foreign is foreign
