"""The row of bots/shared/platforms.py: what sending takes is imported only where it is installed."""

from bots.shared.platforms import Loop
from bots.shared.start import need
from core.app import Paperboy
from core.delivery.outlet import Outlet
from core.settings import Settings


def open_outlet(app: Paperboy, settings: Settings, loop: Loop) -> Outlet:
    """Mail as an outlet. Raises PaperboyError without the extra `mail`."""
    need("mail")
    from bots.mail.sending import MailOutlet

    return MailOutlet(app, settings)
