"""Mail as an outlet. A relay tells nothing of what it took: a mail whose answer was lost is in doubt, and never sent again by itself."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from urllib.parse import quote

from bots.mail.drawing import MailFoot, MailLink, as_html, as_text, entries
from bots.mail.letter import Identity, Letter, identity_of, signed, written
from bots.mail.relay import SECONDS, Relay
from bots.shared.platforms import Loop
from bots.shared.start import need
from core.app import Paperboy
from core.delivery.addresses.mailing import root_of
from core.delivery.outlet import CannotLook, Digest, Outlet, Undelivered
from core.errors import BadSettings, ErrorKind
from core.links.signed import SignedLink, SignedLinks
from core.model import Person, Place
from core.settings import Settings
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.mailboxes import Mailbox, Mailboxes
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import keys
from core.subscriptions.model import Subscription
from core.text.cleaning import clean, clip

SUBJECT = 150
"""Characters of a subject."""


class MailOutlet:
    """Sends mails through the relay of the settings."""

    def __init__(self, app: Paperboy, settings: Settings, relay: Relay | None = None) -> None:
        self._app, self._settings = app, settings
        self._mailboxes, self._links = app.of(Mailboxes), app.of(SignedLinks)
        self._relay = relay or Relay(settings.smtp, SECONDS, settings.egress)

    def send(self, place: Place, digest: Digest, key: str, still: Callable[[], bool]) -> str:
        """Send a mail; returns its Message-ID, the same at every attempt. Raises Undelivered."""
        if not self._settings.smtp:
            raise Undelivered(ErrorKind.TEAM_DEAD, "no relay is set (PAPERBOY_SMTP)")
        mailbox = self._mailbox(place, key)
        if mailbox is None:
            raise Undelivered(ErrorKind.TARGET_DEAD, "its address was given up")
        try:
            identity = identity_of(self._settings)
            letter = self._letter(mailbox, self._subscription(key), digest, key, identity)
            data = signed(written(letter, identity), self._settings.dkim)
        except BadSettings as wrong:
            raise Undelivered(ErrorKind.TEAM_DEAD, str(wrong).rstrip(".")) from None
        self._relay.send(identity.envelope(mailbox.id), mailbox.address, data, still)
        return f"<{letter.id}@{identity.domain}>"

    def find(self, place: Place, key: str, since: datetime) -> str:
        """Raises CannotLook: a relay tells nothing of what it took."""
        raise CannotLook("a relay tells nothing of the mails it took")

    def dress(self, place: Place, message: str, digest: Digest, key: str, *, again: bool) -> None:
        """Nothing: a mail is whole when it is sent."""

    def direct(self, person: Person) -> Place:
        """The person's own address."""
        return Place(person.platform, person.team, person.id)

    def allowance(self, place: Place | Person) -> None:
        """Nothing is shared."""

    def close(self) -> None:
        """Close the connection."""
        self._relay.close()

    def token(self) -> str:
        """A hash of the relay's address, and of who mails come from."""
        secret = f"{self._settings.smtp.reveal()} {self._settings.mail_from} {self._settings.dkim}"
        return blake2b(secret.encode(), digest_size=8).hexdigest()

    def _mailbox(self, place: Place, key: str) -> Mailbox | None:
        """Where a mail goes: an address that gets mails, or one that is asked whether it wants them."""
        request = self._mailboxes.request(key)
        return request.mailbox if request else self._mailboxes.get(place.channel)

    def _subscription(self, key: str) -> Subscription | None:
        ended = self._app.of(Deliveries).read(key)
        return self._app.of(Subscriptions).get(ended.delivery.subscription) if ended else None

    def _letter(
        self, mailbox: Mailbox, subscription: Subscription | None, digest: Digest, key: str, identity: Identity
    ) -> Letter:
        subject = clip(clean(digest.cards[0].title.text), SUBJECT)
        manage, acts = self._ways(mailbox, subscription, digest.papers)
        foot = _foot(subscription, manage, replies=bool(self._settings.imap))
        shown = entries(digest.cards, acts)
        ends = [manage["unsubscribe"]] if manage else []
        if subscription and self._settings.imap:
            ends.append(_mailto(identity.envelope(mailbox.id)))
        return Letter(
            f"{key}.{mailbox.id}",
            mailbox.address,
            subject,
            as_text(shown, foot),
            as_html(subject, shown, foot),
            self._app.now(),
            subscription.id if subscription else "",
            identity.envelope(mailbox.id) if subscription and self._settings.imap else "",
            ends,
            one_click=bool(manage),
        )

    def _ways(
        self, mailbox: Mailbox, subscription: Subscription | None, papers: Sequence[str]
    ) -> tuple[Mapping[str, str], Mapping[str, Sequence[MailLink]]]:
        """The addresses by which a digest is changed and ended, and those that act on each paper; none without a public address."""
        base, owner = self._settings.url, keys.name(mailbox.person)
        if not base or subscription is None:
            return {}, {}
        links = [SignedLink("unsubscribe", owner, subscription.id), SignedLink("change", owner, subscription.id)]
        for paper in papers:
            links += [SignedLink("vote", owner, paper), SignedLink("save", owner, paper)]
        urls = [
            f"{base}/mail/{link.kind}/{token}" for link, token in zip(links, self._links.tokens(links), strict=True)
        ]
        acts = {
            paper: (MailLink("Vote", urls[2 + 2 * n]), MailLink("Save", urls[3 + 2 * n]))
            for n, paper in enumerate(papers)
        }
        return {"unsubscribe": urls[0], "change": urls[1]}, acts


def _foot(subscription: Subscription | None, manage: Mapping[str, str], *, replies: bool) -> MailFoot:
    """Why somebody gets a mail, and how to end that: never by a way that leads nowhere."""
    if subscription is None:
        return MailFoot("Paperboy sends a team the day's research papers.")
    why = f"Paperboy sends you this digest, “{subscription.name}”, because this address was signed up for it."
    if manage:
        links = (MailLink("Change or pause it", manage["change"]), MailLink("Unsubscribe", manage["unsubscribe"]))
        return MailFoot(why, links)
    if replies:
        return MailFoot(why, advice="To end it, reply with the word “stop”; to pause it, with the word “pause”.")
    if subscription.maker_elsewhere:
        line = f"{root_of(subscription.maker)} digest list"
        return MailFoot(why, advice=f"To change or end it, type {line} where you asked for it.")
    return MailFoot(why, advice="To end it, ask the people who run this Paperboy.")


def _mailto(address: str) -> str:
    return f"mailto:{quote(address, safe='@+')}?subject=stop"


def open_outlet(app: Paperboy, settings: Settings, loop: Loop) -> Outlet:
    """Mail as an outlet. Raises PaperboyError without the extra `mail`."""
    need("mail")
    return MailOutlet(app, settings)
