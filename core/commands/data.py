"""An answer as data, for programs: its papers are those that the asker may see."""

from core.app import Paperboy
from core.cards.card import Reply
from core.cards.data import AnswerData, answer_data, paper_ids, shown_cards
from core.catalog import Catalog
from core.model import Call
from core.store.votes.votes import Votes


def as_data(app: Paperboy, reply: Reply, call: Call) -> AnswerData:
    """A reply to a call as data. Raises RecordDown."""
    return app.call(_with_papers, call, reply=reply)


def _with_papers(catalog: Catalog, votes: Votes, call: Call, reply: Reply) -> AnswerData:
    papers = catalog.seen(paper_ids(shown_cards(reply)), catalog.viewer_of(call))
    return answer_data(reply, papers, votes.tallies([paper.id for paper in papers.values()]))
