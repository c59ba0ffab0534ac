"""Papers that nobody wrote, and pages that list them in both layouts, for the tests of the parsers."""

import random

Pair = tuple[str, str]

WRITTEN: list[Pair] = [
    (
        "Tidal Networks",
        "Recurrent models forget slowly where they should forget fast. We present tidal networks, whose memory rises and "
        "falls with a learned period, and train them on four streams of sensor data. They need a third of the weights of "
        "an ordinary recurrent network for the same error. Code is available at https://example.org/tidal-networks.",
    ),
    (
        "Does Your Parser Dream of Commas?",
        "Comma placement decides the meaning of one legal sentence in ninety. This paper asks whether a parser trained "
        "on novels keeps that knowledge when it reads contracts. It does not: its accuracy on commas falls by 31%. We "
        "trace the fall to two attention heads and show a repair that costs nothing at run time.",
    ),
    (
        "Large Kitchens Are Hard to Tidy.",
        "We study robots that tidy kitchens of growing size. Success falls with the number of drawers and not with floor "
        "space, a law that holds for six robots and two simulators. A planner that counts drawers first is 2.3 times as "
        "fast; the data and all kitchens are released.",
    ),
    (
        "$K^2$-Means: Clustering Clusters with $\\mathcal{O}(n \\log n)$ Distances",
        "Clustering is often run on the output of clustering. We give the practice a name, K^2-means, and an algorithm "
        "that needs a number of distances that is almost linear in the number of points. On maps of twelve cities it "
        "finds districts that residents recognise 83\\% of the time.",
    ),
    (
        "GlacierBench: A Benchmark of Very Slow Video with Annotated Crevasses, Weather Stations and Twenty Years of "
        "Hourly Photographs for Learning to Predict Motion That No Human Eye Has Ever Seen Happen",
        "Video models are tested on motion that takes seconds. GlacierBench tests them on motion that takes years. It "
        "holds 41 glaciers, photographed each hour, with crevasses drawn by hand. The best of nine models places a "
        "crevasse within four metres for a month ahead, and is no better than a straight line for a year ahead.",
    ),
    ("LoFi", "We introduce LoFi, a codec for speech over string telephones. It works."),
    (
        "iLantern: Light Fields from a Paper Lantern and a Phone",
        "A paper lantern scatters light in a way that can be undone. iLantern photographs a scene through a lantern with "
        "one phone and recovers a light field of 9 x 9 views. Reconstruction takes 40 ms, and the lantern costs less than "
        'a cup of tea. "It is the cheapest light field camera we know of", says one of our users.',
    ),
    (
        "Weak teachers make strong students when the exam is long",
        "Distillation is judged on short exams. We lengthen the exam to ten thousand questions and find that students of "
        "weak teachers overtake those of strong ones after the first thousand. The effect appears for trees, for kernels "
        "and for networks, and vanishes when teachers are shown the questions, which suggests that their errors are what",
    ),
    (
        "On the Honesty of Thermometers: A Survey",
        "Thermometers lie. We survey 212 papers on the calibration of temperature sensors between 1911 and 2020, sort "
        "their methods by what they assume of the weather, and name five open problems. An interactive map of the survey "
        "is at https://example.org/thermometers",
    ),
    (
        "Attention with Fewer Regrets",
        "Regret bounds for attention have been out of reach because softmax is not convex in its keys. We prove a bound "
        "of order √T for a variant that differs from attention in one line (see Eq. 4). In practice the variant costs 2% "
        "more time, regrets less, and needs no warm-up.",
    ),
    (
        "Counting Sheep: Livestock Estimates from Orbit",
        "How many sheep are there? Answers from farms and from satellites differ by up to 40 percent. Sheep are smaller "
        "than a pixel, so we count the grass that is missing instead. Our estimates for three valleys agree with a census "
        "on foot to within 5%, at a hundredth of its price.",
    ),
    (
        "Abstract Syntax Is All the Syntax You Need",
        "Abstract syntax trees are said to throw away what programmers care about: layout. We pretrain a model of code on "
        "abstract syntax only and let it draw the layout afterwards. Reviewers preferred its code in 58% of 600 pairs.",
    ),
]

_THINGS = (
    "rivers",
    "violins",
    "kites",
    "orchards",
    "lanterns",
    "quarries",
    "compasses",
    "ledgers",
    "beacons",
    "harbors",
)
_METHODS = (
    "contrastive",
    "recursive",
    "spectral",
    "federated",
    "curriculum",
    "diffusion",
    "bayesian",
    "modular",
    "sparse",
)
_TASKS = (
    "forecasting",
    "segmentation",
    "translation",
    "retrieval",
    "planning",
    "summarization",
    "alignment",
    "tracking",
)
_ENDS = (
    "Experiments on {n} datasets show gains of up to {p}% over the strongest baseline.",
    "Extensive results confirm that the gain holds for {things} of every size.",
    "Our code and models are available at https://example.org/{method}-{n}.",
    "The improvement is largest where data are scarce, and it costs {n} minutes on one machine.",
)


def invent(count: int, seed: int = 7) -> list[Pair]:
    """Pairs from a small vocabulary: titles that differ, abstracts of three to six sentences that speak of their title."""
    dice = random.Random(seed)
    return [_pair(dice, number) for number in range(count)]


def _pair(dice: random.Random, number: int) -> Pair:
    method, task, things = dice.choice(_METHODS), dice.choice(_TASKS), dice.choice(_THINGS)
    name = f"{method[:3].title()}{things[:3].title()}{number}"
    title = dice.choice(
        [
            f"{name}: {method.title()} {task.title()} of {things.title()}",
            f"Towards {method.title()} {task.title()} for {things.title()} with {name}",
            f"Rethinking {task} of {things} through the {method} lens of {name}",
            f"{name}",
        ]
    )
    start = dice.choice(
        [
            f"Recent work on {task} of {things} relies on large labelled sets. We propose {name}, a {method} method that needs none.",
            f"We introduce {name}, a {method} approach to {task} that was built for {things} and their noise.",
            f"{task.title()} of {things} remains hard because their parts move independently. In this paper we present {name}.",
        ]
    )
    ends = dice.sample(_ENDS, dice.randint(2, 4))
    return title, " ".join(
        [start, *(e.format(n=dice.randint(2, 90), p=dice.randint(2, 60), things=things, method=method) for e in ends)]
    )


def dense(pairs: list[Pair]) -> list[str]:
    """The lines of a dense page: `Subscribe` glued to the first title, no blank lines, no date."""
    lines = [line for pair in pairs for line in pair]
    head = ["Get trending papers in your email inbox once a day!", "Get trending papers in your email inbox!"]
    return [*head, f"Subscribe{lines[0]}", *lines[1:]]


def spaced(pairs: list[Pair], day: str = "Mar 11") -> list[str]:
    """The lines of a spaced page: a header with its date, and a blank line after every line."""
    head = ["new", "Get trending papers in your email inbox!", "Subscribe", "byAK and the research community", day]
    return [line for text in [*head, *(line for pair in pairs for line in pair)] for line in (text, "")]


def as_bytes(lines: list[str]) -> bytes:
    return "\n".join(lines).encode()
