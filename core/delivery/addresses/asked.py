"""What no line may hold: an address that is asked for in a form and kept apart. The line names it by a short id."""

import re
from collections.abc import Mapping

import msgspec

from core.delivery.addresses.hooks import keep_hook
from core.delivery.addresses.mailing import Mailing
from core.errors import BadCommand, BadInput
from core.model import Call
from core.store.delivery.hooks import Hooks
from core.subscriptions.model import MAIL, WEBHOOK
from core.text.mail_address import LONGEST
from core.votes.emoji import Rules


class AddressForm(msgspec.Struct, frozen=True):
    """The words of the form that asks for an address, and how many characters it takes."""

    title: str
    label: str
    hint: str
    longest: int


FORMS: Mapping[str, AddressForm] = {
    MAIL: AddressForm(
        "Get it by mail",
        "Your mail address",
        "It gets a mail with a code first, and nothing else before you type that here.",
        LONGEST,
    ),
    WEBHOOK: AddressForm(
        "Post it elsewhere",
        "The webhook's address",
        "It begins like https://hooks.slack.com/services/ or https://discord.com/api/webhooks/, and is shown to nobody.",
        2000,
    ),
}
"""The forms, by what is typed after `to:` for each."""

NO_MAILS = (
    "No mails are sent from here: the person who runs Paperboy has named no relay that takes them (PAPERBOY_SMTP)."
)

AN_ADDRESS = re.compile(r"https?:", re.IGNORECASE)

_ASKING = re.compile(rf"""(?<!\S)to:["']?({"|".join(FORMS)})["']?(?!\S)""")
_KEPT = re.compile(rf"(?:{'|'.join(FORMS)})(?::[0-9a-f]{{10}})?")


def keep_address(hooks: Hooks, mailing: Mailing, rules: Rules, call: Call, form: str, address: str) -> str:
    """Keep an address apart that was typed in a form; its short id. Raises BadCommand, RecordDown."""
    try:
        if form == MAIL:
            may_mail(rules)
            return mailing.draft(address, call.person, call.now).id
        return keep_hook(hooks, rules, address, call.person, call.now).id
    except BadCommand:
        raise
    except BadInput as wrong:
        raise BadCommand(str(wrong)) from None


def may_mail(rules: Rules) -> None:
    """Raises BadCommand where no mail can be sent."""
    if not rules.mails:
        raise BadCommand(NO_MAILS)


def aimed(line: str, short_id: str) -> str:
    """A line that asked for a form, with the short id of the address that was typed there."""
    return _ASKING.sub(rf"to:\1:{short_id}", line)


def check_to(value: str, option: str) -> None:
    """Raises BadCommand for an address in a line, which is kept and may be seen, and for what is no way out."""
    if AN_ADDRESS.match(value):
        raise BadCommand(
            "A webhook's address is a secret: who has read it here can post there, so make a new one."
            f" Then type /papers digest new to:{WEBHOOK}, and I ask you for it privately."
        )
    if "@" in value:
        raise BadCommand(f"Type /papers digest new to:{MAIL}, and I ask you for your mail address privately.")
    if not _KEPT.fullmatch(value):
        raise BadCommand(f"“{option}:” takes {MAIL} or {WEBHOOK}; I then ask you for the address, privately.")
