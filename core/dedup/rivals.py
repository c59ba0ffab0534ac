"""Words that one slip parts and that mean different things: `photon` and `phonon`, `nitrate` and `nitrite`, `value` and `valve`.

A title in which one of them stands for the other is another paper's title, not a misspelt one.
"""

import re
from collections.abc import Callable

from core.text.common_words import is_common


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SCIENCE = _listed(
    "abduction adduction adopted adoptive adoption adaption aphagia aphasia attenuation boson baryon bosonic baryonic cardiogram causal "
    "casual cerium cesium cystine cysteine deflection defection diffraction diffusion dna rna mrna trna rrna mirna dysphagia dysphasia "
    "entropy enthalpy erbium terbium facial fascial fecal fetal fatal focal fermion fluorine fluorene fusion fission genomic gluon muon "
    "hepcidin heparin ileum ilium inflection injection infusion insulin inulin isotope isotopic isotropic kernel lepton hadron magnon "
    "meiosis mitosis modal model neuron neutron neutrino neurons neutrons palpation palpitation perineal peroneal phonon photon proton "
    "phononic photonic plasma plasmid plasmon preposition proposition prospective perspective prostate prostrate protein repression "
    "recession regression silicon silicone sonar solar sparse spare parse static statin tensor sensor toxin toxic tumor tutor ureter "
    "urethra wafer water"
)
"""Words of science that others resemble, beside the commonest of English."""

_PREFIXES = (
    ("hyper", "hypo"),
    ("inter", "intra", "infra", "intro"),
    ("macro", "micro"),
    ("ante", "anti"),
    ("super", "supra"),
)
_SUFFIXES = (
    ("ate", "ite", "ide", "ine", "ane", "ene", "yne", "one", "ole", "ase", "ose"),
    ("itis", "osis"),
    ("otomy", "ostomy"),
    ("gram", "graph"),
    ("trophic", "tropic"),
    ("trophy", "tropy"),
)  # fmt: skip
_SHORTEST_STEM = 3
_BRITISH = re.compile(r"ou(?=r)|is(?=[aei])|(?<=y)s(?=[ei])|re$|ll|gue$|nce|[ao]e|ph|mme$|grey|efact")
_AMERICAN = {"ou": "o", "is": "iz", "s": "z", "re": "er", "ll": "l", "gue": "g", "nce": "nse", "ae": "e", "oe": "e", "ph": "f",
             "mme": "m", "grey": "gray", "efact": "ifact"}  # fmt: skip


def are_rivals(x: str, y: str) -> bool:
    """Whether two different words are both meant, though they look like one misspelt."""
    x, y = _singular(x), _singular(y)
    if _american(x) == _american(y):
        return False
    return (
        (_is_word(x) and _is_word(y))
        or any(_stem(x, family, str.removeprefix) == _stem(y, family, str.removeprefix) != "" for family in _PREFIXES)
        or any(_stem(x, family, str.removesuffix) == _stem(y, family, str.removesuffix) != "" for family in _SUFFIXES)
    )


def _is_word(word: str) -> bool:
    return word in _SCIENCE or is_common(word)


def _stem(word: str, family: tuple[str, ...], without: Callable[[str, str], str]) -> str:
    """What is left of a word without the part of a family that it has; '' where it has none, or no more than that."""
    stems = (without(word, affix) for affix in family)
    return next((stem for stem in stems if _SHORTEST_STEM <= len(stem) < len(word)), "")


def _american(word: str) -> str:
    """The word as both spellings of English become one (`modelling`, `modeling`); no spelling that anybody writes."""
    return _BRITISH.sub(lambda part: _AMERICAN[part[0]], word)


def _singular(word: str) -> str:
    is_plural = len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "is", "us"))
    return word[:-1] if is_plural else word
