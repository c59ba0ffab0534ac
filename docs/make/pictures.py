"""Draw the pictures of the README and docs/, `python -m docs.make.pictures [NAME]`: docs/layers.svg from the contracts of the layers,
docs/demo.svg, and, where a Chromium is there to shoot them, docs/demo.png, the samples of `paperboy preview` (docs/slack-*.png,
docs/discord-*.png), and the page and the mail of the sample's day. NAME is `chats` or `outlets`.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Callable
from configparser import ConfigParser
from email import message_from_bytes
from email.policy import default
from html import escape
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bots.mail.outlet import MailOutlet
from bots.mail.relay import Relay
from bots.preview import discord, slack
from bots.preview.asking import Sample
from bots.preview.page import DISCORD, SLACK, Look, frame, whole
from bots.preview.record import SAMPLE, throwaway
from bots.web.site import EVERYBODYS
from bots.web.static_site import export
from core.app import Paperboy
from core.catalog import Catalog
from core.delivery.addresses.mailing import Mailing
from core.delivery.composer import Composer
from core.delivery.planner import delivery_of
from core.model import Call, Person, Place
from core.settings import read
from core.store.votes.votes import Votes

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
WIDTH, ROW_HEIGHT, GAP = 920, 54, 14
FLOORS = (
    ("bootstrap  commands  app", "a typed line to an answer; the façade"),
    ("delivery  services", "digests on their way out; reactions, links, fetching"),
    ("ingest  links  catalog", "bytes to papers; links that carry a right; questions about papers"),
    ("settings  feeds  search  store", "the edges: settings, sources, the index, the record"),
    ("subscriptions  dedup  parsing  cards  votes  scope  text", "pure: no input or output, no clock, no environment"),
    ("model  host  errors", "nouns, the machine, and what can go wrong"),
)
"""The core's layers of `.importlinter`, highest first, some to a floor; what lives there."""
ENTRIES = "workers  bots.cli  bots.preview"
ADAPTERS = "web  mcp  webhook  slack  discord  terminal  mail  shared"

COLUMNS = 104

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""
QUIET = (
    *(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--hide-scrollbars",
        "--disable-lcd-text",
    ),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
DARK = "--blink-settings=preferredColorScheme=0"
"""As a browser shows a page where the reader's system is dark."""

WIDTH_SHOT, WIDTH_BOTH, HEIGHT_PAGE, HEIGHT_MAIL = 640, 1200, 900, 1000
DESK, PHONE, MARGIN = 1040, 360, 24
LISTED = ("papers.json", "spaced.txt")
"""The files of the sample of which the page and the mail are made."""

VOTED = 4
"""How many of their papers have votes: the first as many, each of the others one fewer."""

OUTSIDE = {
    "PAPERBOY_PAGES": "public", "PAPERBOY_URL": "https://papers.example.org", "PAPERBOY_SMTP": "smtp://localhost:25",
    "PAPERBOY_MAIL_FROM": "papers@example.org",
}  # fmt: skip
"""The settings of a Paperboy with public pages and mails."""

KEY = "background:#3b88c3;color:#fff;border-radius:3px;font-weight:700;font-size:.8em;padding:0 .35em"
THUMB = (
    "<svg width='1em' height='1em' viewBox='0 0 24 24' style='vertical-align:-.15em' role='img' aria-label='thumbs up'>"
    "<path fill='#ffcc4d' stroke='#b5852b' d='M2 11h4v10H2zM8 10l5-8c2 0 2.6 1.6 2.2 3L14 9h6c2 0 2.4 2 1.8 3.6l-2.5 7"
    "c-.4 1-1 1.4-2 1.4H8z'/></svg>"
)
CHATS = (
    (
        SLACK,
        slack.samples,
        {
            "slack-card": "/papers share 1706.03762",
            "slack-list": "/papers search attention translation limit:3",
            "slack-home": "Home",
            "slack-morning": "09:00 (5 picks, compact)",
        },
    ),
    (
        DISCORD,
        discord.samples,
        {
            "discord-card": "/papers share 1706.03762",
            "discord-list": "/papers search attention translation limit:3",
            "discord-morning": "09:00 (5 picks, compact)",
        },
    ),
)
"""The chats with their pictures, each with the sample it shows."""


def main(name: str) -> None:
    """Write all pictures, or those of one name."""
    if name:
        {"chats": chats, "outlets": outlets}[name]()
        return
    (DOCS / "layers.svg").write_text(layers(), encoding="utf-8")
    terminal, page = demo()
    (DOCS / "demo.svg").write_text(terminal, encoding="utf-8")
    if CHROMIUM:
        shoot(drawn(page), WIDTH_BOTH, DOCS / "demo.png")
        shoot(drawn(page), WIDTH_BOTH, DOCS / "demo-dark.png", DARK)
        chats()
        outlets()
    else:
        print("There is no Chromium here: docs/*.png stay as they are.")


def layers() -> str:
    """The house as boxes: what is above may import what is below."""
    config = ConfigParser()
    config.read(ROOT / ".importlinter")
    layers = config["importlinter:contract:core"]["layers"].split()
    assert [name for names, _ in FLOORS for name in names.split()] == layers
    floors = config["importlinter:contract:house"]["layers"].replace(":", "").replace("|", "").split()
    above = [name.removeprefix("bots.") for name in floors if name.startswith("bots.")]
    assert all(name in ENTRIES + ADAPTERS for name in above), "a package of bots/ stands in no box"
    boxes = [
        ("entry", f"{ENTRIES}|jobs that may run 0, 1 or 5 times; the paperboy command; the sample morning", "#5b6abf"),
        ("bots", f"{ADAPTERS}|in, answer, out", "#3d8b7d"),
        *(("core", f"{names}|{content}", "#8a6d3b") for names, content in FLOORS),
    ]
    height = len(boxes) * (ROW_HEIGHT + GAP) + GAP
    drawn = "".join(_box(place, *box) for place, box in enumerate(boxes))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="14">'
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>{drawn}</svg>\n'
    )


def _box(place: int, name: str, text: str, colour: str) -> str:
    top = GAP + place * (ROW_HEIGHT + GAP)
    first, _, second = text.partition("|")
    lines = (
        f'<text x="150" y="{top + 23}" fill="#1a1a1a">{escape(first)}</text>'
        f'<text x="150" y="{top + 42}" fill="#666666" font-size="12">{escape(second)}</text>'
        if second
        else f'<text x="150" y="{top + 33}" fill="#1a1a1a">{escape(first)}</text>'
    )
    arrow = (
        "" if place == 0 else f'<path d="M70 {top - GAP} v{GAP - 3} m-4 -5 l4 5 l4 -5" stroke="#999999" fill="none"/>'
    )
    return (
        f'{arrow}<rect x="14" y="{top}" width="{WIDTH - 28}" height="{ROW_HEIGHT}" rx="8" fill="#f7f5f0" stroke="{colour}"/>'
        f'<text x="32" y="{top + 33}" fill="{colour}" font-weight="bold">{escape(name)}</text>{lines}'
    )


def demo() -> tuple[str, str]:
    """What `paperboy demo` prints, as a terminal shows it, and the page that it leaves."""
    colours = {"FORCE_COLOR": "1", "COLUMNS": str(COLUMNS), "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bots.cli", "demo"]
        environ = {**os.environ, **colours}
        shown = subprocess.run(command, capture_output=True, text=True, check=True, env=environ, cwd=folder).stdout
        page = (Path(folder) / "demo.html").read_text(encoding="utf-8")
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True)
    console.print(Text("$ make demo", style="bold"))
    console.print(Text.from_ansi(shown.replace(str(Path(folder).resolve()), "/home/ada/paperboy")))
    picture = console.export_svg(title="Paperboy")
    return re.sub(r"@font-face\s*{[^}]*}", "", picture).replace("Fira Code", "DejaVu Sans Mono"), page


def chats() -> None:
    """Shoot the samples that the README shows."""
    for look, samples, pictures in CHATS:
        with throwaway() as app:
            made = {sample.asked: sample for _, group in samples(app) for sample in group}
        for name, asked in pictures.items():
            shoot(drawn(picture(look, made[asked])), WIDTH_SHOT, DOCS / f"{name}.png")


def picture(look: Look, sample: Sample) -> str:
    """One sample alone."""
    return whole(sample.asked, f'<main class="picture {look.name.lower()}">{frame(look, sample, "x")}</main>')


def outlets() -> None:
    """Shoot the page of the sample's day and the mail that it makes, each on a desk and on a phone, in light and in dark."""
    with throwaway() as app:
        for name in LISTED:
            for todo in app.receive((SAMPLE / name).read_bytes(), name, app.now()).todo:
                app.ingest_slice(todo.id, app.now())
        app.catch_up()
        catalog, viewer = app.of(Catalog), app.of(Catalog).viewer_at(EVERYBODYS)
        days = catalog.news_days(1, viewer, app.now().date())
        for number, paper in enumerate(catalog.listed(days, viewer)[:VOTED]):
            for voter in range(VOTED - number):
                call = Call(Person("terminal", "", f"reader {voter}"), Place("terminal"), app.now(), f"{paper} {voter}")
                app.of(Votes).press(call, paper, "up")
        pages = (("page", day_page(app), DESK, HEIGHT_PAGE), ("mail", mail(app), WIDTH_SHOT, HEIGHT_MAIL))
    for name, html, desk, height in pages:
        both = beside(html, desk, height)
        window = f"--window-size={desk + PHONE + 3 * MARGIN},{height + 2 * MARGIN}"
        for ending, options in (("", ()), ("-dark", (DARK,))):
            _chromium(both, *options, f"--screenshot={DOCS / name}{ending}.png", window)


def day_page(app: Paperboy) -> str:
    """The page of the newest day, with its style in it."""
    with tempfile.TemporaryDirectory() as folder:
        export(app, read(OUTSIDE, None), Path(folder))
        html, style = ((Path(folder) / name).read_text(encoding="utf-8") for name in ("index.html", "style.css"))
        icon = b64encode((Path(folder) / "icon.svg").read_bytes()).decode()
    page = html.replace('<link rel="stylesheet" href="./style.css">', f"<style>{style}</style>")
    return page.replace("./icon.svg", f"data:image/svg+xml;base64,{icon}")


def mail(app: Paperboy) -> str:
    """The first mail of a new reader, as HTML: what the relay would be handed."""
    settings, mailing, now = read(OUTSIDE, None), app.call(Mailing), app.now()
    digest, _ = mailing.subscribe(*mailing.drafted("ada@example.org", {"at": "09:00"}, "Europe/Paris", now), now)
    relay, composer, delivery = Kept(settings.smtp), app.call(Composer), delivery_of(digest, "post", now)
    written = composer.write(digest, delivery, composer.choose(digest, "post", now), now)
    MailOutlet(app, settings, relay).send(digest.place, written, delivery.id, lambda: True)
    part = message_from_bytes(relay.data, policy=default).get_body(("html",))
    assert part
    return str(part.get_content())


class Kept(Relay):
    """A relay that keeps the mail it is handed."""

    data = b""

    def send(self, envelope: str, address: str, data: bytes, still: Callable[[], bool]) -> None:
        """Keep it."""
        self.data = data


def beside(html: str, desk: int, height: int) -> str:
    """A page as it is on a desk, so many pixels wide, and beside it on a phone."""
    frames = "".join(
        f'<iframe width={width} height={height} scrolling=no srcdoc="{escape(html)}"></iframe>'
        for width in (desk, PHONE)
    )
    style = f"display:flex;gap:{MARGIN}px;margin:{MARGIN}px;background:light-dark(#d9d6cd,#000)"
    round_ = "iframe{border:0;border-radius:10px;flex:none}"
    return f'<meta name="color-scheme" content="light dark"><style>{round_}</style><body style="{style}">{frames}'


def drawn(html: str) -> str:
    """The page with the emoji of its texts drawn: a machine that shoots pictures may have no font with them."""

    def signs(text: re.Match[str]) -> str:
        numbered = re.sub("([1-9])\ufe0f?\u20e3", rf"<span style='{KEY}'>\1</span>", text[0])
        return numbered.replace("\U0001f51f", f"<span style='{KEY}'>10</span>").replace("\U0001f44d", THUMB)

    return re.sub(r">[^<]+<", signs, html)


def shoot(html: str, width: int, file: Path, *options: str) -> None:
    """A picture of a whole page at a width in pixels."""
    _, height = size(html, width)
    _chromium(html, *options, f"--screenshot={file}", f"--window-size={width},{height}")


def size(html: str, width: int) -> tuple[int, int]:
    """How many pixels wide and high a page gets in a window of a width: wider than that, and it must be scrolled sideways."""
    frame = f'<iframe width={width} height=100 srcdoc="{escape(html)}"></iframe>'
    measure = (
        "onload = () => { const page = document.querySelector('iframe').contentDocument.documentElement;"
        "document.title = page.scrollWidth + ' ' + page.scrollHeight }"
    )
    match = re.search(r"<title>(\d+) (\d+)", _chromium(f"{frame}<script>{measure}</script>", "--dump-dom"))
    assert match, "Chromium measured nothing"
    return int(match[1]), int(match[2])


def _chromium(html: str, *options: str) -> str:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        page = Path(folder) / "page.html"
        page.write_text(html, encoding="utf-8")
        command = [CHROMIUM, *QUIET, f"--user-data-dir={folder}/profile", *options, page.as_uri()]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


if __name__ == "__main__":
    main("".join(sys.argv[1:2]))
