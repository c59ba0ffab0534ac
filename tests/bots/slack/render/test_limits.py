"""Slack's limits: what counts toward them, and that our numbers are no higher than those by which the fake refuses."""

from bots.slack.render import limits
from tests.fakes.slack import limits as refused


def test_lengths_are_counted_as_javascript_counts_them() -> None:
    assert limits.weight([{"type": "section", "text": {"type": "mrkdwn", "text": "😀"}}]) == 2


def test_our_numbers_are_those_of_the_fake() -> None:
    ours = {name: value for name, value in vars(limits).items() if name.isupper() and name in vars(refused)}
    assert len(ours) > 15 and ours == {name: vars(refused)[name] for name in ours}
