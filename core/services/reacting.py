"""What a reaction does: which paper it is for, the vote or save it is, and the question where it does not say which."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import blake2b

from core.cards.card import Button, Card
from core.cards.views import note
from core.catalog import Catalog
from core.model import Call, Person, Place
from core.services.posted_links import Link
from core.store.chats.posts import Post, Posts
from core.store.chats.rooms import Rooms
from core.store.engine.once import Once
from core.store.votes.votes import Votes
from core.text.cleaning import clip
from core.votes.emoji import Message, Reaction, Rules, Shown, aimed, unclear, variant
from core.votes.marks import Says

ASKED_ONCE = 30 * 86_400
"""Seconds in which a person is asked once which paper of a message was meant."""


class Reactions:
    """What reactions under messages mean: they are recorded, or asked about."""

    def __init__(self, rules: Rules, posts: Posts, votes: Votes, rooms: Rooms, once: Once, catalog: Catalog) -> None:
        self._emoji, self._posts, self._votes = rules.emoji, posts, votes
        self._rooms, self._once, self._catalog = rooms, once, catalog

    def react(self, reaction: Reaction, now: datetime) -> Card | None:
        """Record a reaction, or that it was taken back; the question to put to the person, where it does not say which paper.

        Of people only: the adapter leaves out bots, and us. Raises RecordDown: then the event must not be acknowledged.
        """
        message, person = reaction.message, reaction.person
        meaning = self._emoji.read(reaction.emoji, burst=reaction.burst)
        papers = self._papers_of(message) if meaning else ()
        if not papers or meaning is None:
            return None
        if chosen := aimed(meaning, papers):
            paper_id, side = chosen
            if reaction.added and self._withheld(paper_id, message.place):
                return None
            if reaction.added:
                self._votes.mark(person, paper_id, message, meaning.sign, side, now, reaction.order)
            else:
                self._votes.unmark(person, paper_id, message, meaning.sign, now, reaction.order)
        elif reaction.added and unclear(meaning, papers) and self._first(message, person):
            return self._which(papers, message.place)
        return None

    def _papers_of(self, message: Message) -> tuple[str, ...]:
        """The papers of a message. A reaction may be faster than the note of whose message it is: then it is looked for later."""
        if papers := self._posts.papers_of(message.place, message.id):
            return papers
        self._posts.note_early(message.place, message.id)
        return self._posts.papers_of(message.place, message.id)

    def reconcile(
        self, message: Message, shown: Iterable[Shown], as_of: datetime, unsure: Iterable[Shown] = ()
    ) -> None:
        """Set the votes of a message to the reactions that its platform shows; `as_of` as in `Votes.replace`.

        `unsure` are reactions that may be of people or of bots, since the platform did not say: what is recorded
        of them stays.
        """
        papers = self._posts.papers_of(message.place, message.id)
        marks, kept = (self._by_paper(papers, reactions) for reactions in (shown, unsure))
        for paper_id in papers:
            if self._withheld(paper_id, message.place):
                continue
            unchanged = [(person, sign) for person, sign, _ in kept[paper_id]]
            self._votes.replace(message, paper_id, marks[paper_id], as_of, unchanged)

    def _withheld(self, paper_id: str, place: Place) -> bool:
        """Whether a paper is hidden in a place: nobody sees there what they would vote on."""
        return self._catalog.withheld(paper_id, self._catalog.viewer_at(place)) is not None

    def _by_paper(self, papers: Sequence[str], reactions: Iterable[Shown]) -> dict[str, list[tuple[Person, str, Says]]]:
        """What reactions under a message say of each of its papers."""
        marks: dict[str, list[tuple[Person, str, Says]]] = {paper_id: [] for paper_id in papers}
        for reaction in reactions:
            meaning = self._emoji.read(reaction.emoji, burst=reaction.burst)
            if meaning and (paper := aimed(meaning, papers)):
                marks[paper[0]].append((reaction.person, meaning.sign, paper[1]))
        return marks

    def adopt(self, links: Sequence[Link], call: Call, message: Message, at: datetime) -> Post | None:
        """Let reactions under somebody's message with just one paper's link count for that paper, once it is known here.

        Returns the message as it is kept, so that its earlier reactions can be read; None where nothing counts: no such link, or
        links are left alone in that channel. It is never redrawn, and no number emoji are put under it.
        """
        if len(links) != 1 or self._rooms.get(call.place, "links", "on") == "off":
            return None
        if paper := self._catalog.known(links[0].reference, self._catalog.viewer_of(call)):
            self._posts.put(message.place, message.id, [paper.id], at, ours=False)
        return self._posts.get(message.place, message.id)

    def clear(self, message: Message, now: datetime, emoji: str = "") -> None:
        """A moderator took all reactions off a message, or all of one emoji (its burst ones too)."""
        signs = (variant(emoji), f"{variant(emoji)}*") if emoji else None
        for paper_id in self._posts.papers_of(message.place, message.id):
            self._votes.clear(paper_id, message, now, signs)

    def _which(self, ids: Iterable[str], place: Place) -> Card:
        """The question which of several papers was meant, in a place that shows them."""
        places = {paper_id: number for number, paper_id in enumerate(ids, 1)}
        papers = self._catalog.seen(places, self._catalog.viewer_at(place))
        buttons = (
            Button(f"{places[i]}. {clip(paper.title, 60)}", f"vote {paper.id} up") for i, paper in papers.items()
        )
        return note(
            "Which one is worth reading?", "This message shows several papers; a number emoji votes for one.", *buttons
        )

    def _first(self, message: Message, person: Person) -> bool:
        """Whether a person was not asked about this message before; kept without a name, so that nothing is left to forget."""
        parts = "|".join((message.place.channel, message.id, person.platform, person.team, person.id))
        return self._once.first(f"which/{blake2b(parts.encode(), digest_size=12).hexdigest()}", ASKED_ONCE)
