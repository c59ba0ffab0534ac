"""Bibliographies hold parts, volumes, replies and errata beside what they are about: none of these is the other paper."""

from core.app import Paperboy
from core.ingest.arrivals import Arrivals
from tests.factories import NOW
from tests.library import settle_all

TITLES = (
    "On the Motion of Kites", "On the Motion of Kites, Part I", "On the Motion of Kites, Part II", "On the Motion of Kites. Part 3",
    "On the Motion of Kites. II. Experiment", "On the Motion of Kites. I. Theory", "Handbook of Slow Rivers, Volume 1",
    "Handbook of Slow Rivers, Volume 2", "Handbook of Slow Rivers, vol. 3", "Die Bewegung der Drachen, Teil 1",
    "Die Bewegung der Drachen, Teil 2", "Napkins Folded with One Clip", "A reply to: Napkins Folded with One Clip",
    "Comment on “Napkins Folded with One Clip”", "Erratum: Napkins Folded with One Clip", "Napkins Folded with One Clip (Corrigendum)",
    "Retracted: Napkins Folded with One Clip", "Lectures on Steam and Time, 2nd edition", "Lectures on Steam and Time, 3rd edition",
)  # fmt: skip


def test_parts_volumes_replies_and_errata_stay_papers_of_their_own(app: Paperboy) -> None:
    text = "\n".join(
        f"@article{{k{n}, title = {{{title}}}, author = {{Fjord, Ida and Li, Bo}}, year = {{2004}}}}"
        for n, title in enumerate(TITLES)
    )
    run = app.receive(text.encode(), "library.bib", NOW).run
    settle_all(app)
    became = {outcome.title: outcome.kind for outcome in app.of(Arrivals).outcomes(run)}
    assert [title for title, kind in became.items() if kind == "merged"] == []
    assert len(became) == len(TITLES)


def test_two_papers_under_one_doi_stay_two(app: Paperboy) -> None:
    text = "\n".join(
        f"@article{{k{n}, title = {{{title}}}, doi = {{10.5555/issue.1}}, author = {{{name}}}}}"
        for n, (title, name) in enumerate(
            (("Napkins Folded with One Clip", "Ida Fjord"), ("A Ledger of Slow Rivers", "Bo Li"))
        )
    )
    run = app.receive(text.encode(), "library.bib", NOW).run
    settle_all(app)
    assert [outcome.kind for outcome in app.of(Arrivals).outcomes(run)] == ["new", "new"]
