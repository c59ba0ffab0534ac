"""Has a model of the operator's sum papers up, one sentence each: those of everybody's of the last two days, the best first.

Only a title and an abstract that everybody may read go out. No post waits for it: a clause of the abstract stands until the line is there.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import msgspec

from core.catalog import Catalog
from core.feeds.exchange.answer import PostReply, wait_asked
from core.feeds.exchange.ip_rules import read_link
from core.feeds.fetcher import Fetcher
from core.feeds.trouble import BadStatus, FetchFailed, HostUnreachable, RetryLater, Unexpected
from core.model import Paper
from core.settings import Settings
from core.store.papers.lines import Lines, ModelLine
from core.store.papers.papers import Papers
from core.text.cleaning import LONGEST
from core.text.gist.choosing import marked
from core.text.gist.faithful import is_faithful, sentence_of

ASKED_FOR = (
    "Say in one plain English sentence of at most 20 words (120 characters) what this paper does and what is new in it;"
    " begin in lower case, unless with a name."
    " Use only numbers and names that stand in its title or abstract. No claim without evidence, no markup, nothing else."
)
SECONDS_A_CALL, SECONDS_A_JOB = 30.0, 20.0
"""How long one answer may take, and after how long a job asks no more: slices of listings wait in the same line."""
MOST_FAILURES = 3
"""How often a paper is asked for that brings no answer."""
FIRST_WAIT, LONGEST_WAIT = 60, 3600

log = logging.getLogger("paperboy")


class Summariser:
    """Asks the model for lines, within the day's limit and at the pace that it asks for."""

    def __init__(self, catalog: Catalog, papers: Papers, lines: Lines, fetcher: Fetcher, settings: Settings) -> None:
        self._catalog, self._papers, self._lines, self._fetcher = catalog, papers, lines, fetcher
        self._settings = settings

    def due(self, now: datetime) -> list[Paper]:
        """The papers to ask for now, the best first; none where the model rests, or was asked often enough today."""
        asking = self._lines.asking()
        left = self._settings.summary_day - asking.asked_on(now)
        if not is_on(self._settings) or left <= 0 or now.timestamp() < asking.after:
            return []
        viewer = self._catalog.everybody()
        ids = self._catalog.listed([now.date(), now.date() - timedelta(days=1)], viewer)
        known = self._papers.get_many(ids)
        papers = [paper for i in ids if (paper := known.get(i)) and _is_wanted(paper)]
        written = self._lines.written(papers)
        return [paper for paper in papers if _is_open(written.get(paper.id))][:left]

    def summarise(self, now: datetime, clock: Callable[[], float] = time.monotonic) -> None:
        """Ask for what is due, until it takes too long or the model fails."""
        end = clock() + SECONDS_A_JOB
        for paper in self.due(now):
            if clock() >= end or not self._lines.ask(now) or not self._asked(paper, now):
                return

    def _asked(self, paper: Paper, now: datetime) -> bool:
        """Ask for one paper's line and keep it; False where the model is to be left alone."""
        try:
            line = sentence_of(_content(self._call(paper, now)))
        except BadStatus as refused:
            if refused.status in (400, 413, 422):  # it does not take this text
                self._lines.write(paper, "", MOST_FAILURES)
                return True
            self._rest(refused, now)
            return False
        except FetchFailed as failed:
            if not isinstance(failed, HostUnreachable | RetryLater):
                known = self._lines.written([paper]).get(paper.id)
                self._lines.write(paper, "", (known.failures if known else 0) + 1)
            self._rest(failed, now)
            return False
        self._lines.recover()
        is_fit = is_faithful(line, paper.title, paper.abstract)
        if not is_fit:
            log.info("the model's line for %s was refused: empty, too long, or not of the abstract", paper.id)
        self._lines.write(paper, line[:1].upper() + line[1:] if is_fit else "")
        return True

    def _rest(self, failed: FetchFailed, now: datetime) -> None:
        failures = self._lines.asking().failures
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures, 10))
        if isinstance(failed, RetryLater) and failed.seconds is not None:
            wait = max(1, int(failed.seconds))
        elif isinstance(failed, BadStatus) and failed.status < 500:
            wait = LONGEST_WAIT  # a wrong key, address or name of a model: somebody has to mend it
        self._lines.rest(now + timedelta(seconds=wait), str(failed))
        (log.info if failures else log.warning)("no summaries for now: %s", failed)

    def _call(self, paper: Paper, now: datetime) -> PostReply:
        """The model's answer; raises FetchFailed."""
        target = read_link(f"{self._settings.summary_url}/chat/completions")
        text = f"Title: {paper.title}\n\nAbstract: {paper.abstract[:LONGEST]}"
        messages = [{"role": "system", "content": ASKED_FOR}, {"role": "user", "content": text}]
        body = msgspec.json.encode({"model": self._settings.summary_model, "messages": messages})
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if key := self._settings.summary_key.reveal():
            headers["Authorization"] = f"Bearer {key}"
        reply = self._fetcher.post(target, body, headers, lambda: None, trusted=True, seconds=SECONDS_A_CALL)
        if reply.status in (429, 503):
            seconds = wait_asked(reply.headers.get("retry-after", ""), now.timestamp())
            raise RetryLater(f"{target.host} asks to be left alone ({reply.status}).", seconds)
        if not 200 <= reply.status < 300:
            raise BadStatus(f"{target.host} does not sum papers up ({reply.status}).", reply.status)
        return reply


def is_on(settings: Settings) -> bool:
    """Whether the settings name a model to ask."""
    return bool(settings.summary_url and settings.summary_model)


def host_of(settings: Settings) -> str:
    """The host of the model, which may be one of the operator's own."""
    return urlsplit(settings.summary_url).netloc


def _is_wanted(paper: Paper) -> bool:
    """Whether a paper is everybody's, has an abstract, and its source gives no line."""
    return not paper.scope and bool(paper.abstract.strip()) and not marked(paper.summary)


def _is_open(written: ModelLine | None) -> bool:
    return written is None or 0 < written.failures < MOST_FAILURES


class _Message(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    message: _Message


class _Completion(msgspec.Struct):
    choices: list[_Choice]


def _content(reply: PostReply) -> str:
    try:
        choices = msgspec.json.decode(reply.data, type=_Completion).choices
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unexpected("The model's address answered with something that is no chat completion.") from error
    return (choices[0].message.content or "") if choices else ""
