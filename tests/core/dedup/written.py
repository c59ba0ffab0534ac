"""Papers written for these tests: nobody published them, and each abstract is long enough to judge by."""

from datetime import date

from core.model import Entry

TIDES = (
    "Harbour pilots still read tide tables that were computed a year ahead. We train a small recurrent network on nine "
    "years of gauge readings and wind forecasts and let it correct the table every ten minutes. Over two winters in "
    "three ports the corrected table halves the mean error, and during storms it warns forty minutes earlier than the "
    "table alone. The network runs on the gauge's own controller. We also report two failures, both caused by ice on "
    "the sensor, and describe how a simple plausibility check catches them."
)
BEES = (
    "Counting bees at a hive entrance by hand is slow, and cameras lose them in shadow. This work listens instead: a "
    "strip of eight microphones locates each wing beat, and a particle filter follows the insect until it has passed "
    "the gate. On 31 hives the count stays within four per cent of a careful human, at a fiftieth of the power that a "
    "camera needs. Foraging trips lengthen visibly in the days before a colony swarms, which keepers may use as a sign."
)
PROOFS = (
    "Students rarely read a long proof twice. We ask whether a proof assistant can shorten it for them without hiding "
    "the idea. Our tool marks every step whose removal changes which lemmas are needed, folds the others, and lets the "
    "reader unfold any of them. In a study with 64 undergraduates, folded proofs were understood as well as full ones "
    "and read in two thirds of the time; the gain vanished for proofs by induction, where the folded steps held the idea."
)
GLASS = (
    "Old window glass scatters light in ways that renderers ignore. We measure forty panes from five centuries with a "
    "borrowed gonioreflectometer and fit a two-layer model whose parameters follow the year of making. Rendered church "
    "interiors are judged closer to photographs by nine of ten observers. The data, the fitting code and a plug-in for "
    "two common renderers are public, and adding a pane takes an afternoon."
)

PAPERS = (
    Entry(
        "TideTable: Correcting Harbour Forecasts with Small Recurrent Networks",
        TIDES,
        authors=("Ines Carvalho", "Jörg Müller", "Li Wei"),
        published=date(2023, 4, 2),
    ),
    Entry(
        "Listening to the Hive Gate: Acoustic Counting of Single Bees",
        BEES,
        authors=("Maud O'Connor", "Petra van den Berg"),
        published=date(2022, 9, 30),
    ),
    Entry(
        "Folded Proofs Are Read Faster and Understood as Well",
        PROOFS,
        authors=("Nadia Haddad", "Tom Ellery", "Kenji Ito", "Ruth Adler"),
        published=date(2024, 1, 15),
    ),
    Entry(
        "Rendering Five Centuries of Window Glass",
        GLASS,
        authors=("Amir Sadeghi", "Clara Holm"),
        published=date(2021, 6, 8),
    ),
)

HOSTILE = (
    "",
    "\x00\x07\x1b[31m",
    "\ud800 lone \udfff surrogates",
    "\u202eright to left\u202c \u2066isolated\u2069",
    "a\u200bb\u200dc\u00add\ufeff",
    "\u3164\u115f\uffa0",
    "e" + "\u0301" * 5000,
    "\ufdfa" * 3000,
    "İstanbul ıß ﬁligree Ｆｕｌｌ Kelvin K",
    "аttеntiоn is not latin",
    "👩\u200d👩\u200d👧\u200d👦" * 200,
    "\\" * 3000,
    "$" * 3001,
    "{" * 3000 + "}" * 10,
    "\\frac{" * 900,
    "&amp;&#x110000;&#0;&nope;" * 200,
    "<" * 5000 + "a" * 5000,
    "a-" * 4000,
    "x " * 9000,
    "〇一二三 Ⅷ ½ ² ٣ 𐩀",
    "深度学习综述" * 40,
    "a" * 100_000,
)
