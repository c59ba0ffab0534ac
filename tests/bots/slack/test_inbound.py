"""Where an envelope comes from: what a form carries of its sender is not the workspace in which it was opened."""

from bots.slack.inbound import of_interaction
from tests.factories import NOW


def test_a_form_sent_by_a_guest_of_another_workspace_was_asked_for_in_ours() -> None:
    form = {"type": "modal", "team_id": "T1", "app_installed_team_id": "T1"}
    call = of_interaction({"team": {"id": "T9"}, "user": {"id": "U1", "team_id": "T9"}, "view": form}, NOW)
    assert (call.person.team, call.place.team) == ("T1", "T1")
