"""Every address of the site: the rooms below offer theirs, in one list each."""

from bots.web import api
from bots.web.letters import acting, signing_up
from bots.web.pages import digests, files, lists, paper, search
from bots.web.rss import addresses as rss
from bots.web.site import Addresses
from bots.web.watching import health

ADDRESSES: Addresses = (
    *lists.ADDRESSES,
    *search.ADDRESSES,
    *paper.ADDRESSES,
    *digests.ADDRESSES,
    *rss.ADDRESSES,
    *signing_up.ADDRESSES,
    *acting.ADDRESSES,
    *files.ADDRESSES,
    *api.ADDRESSES,
    *health.ADDRESSES,
)
