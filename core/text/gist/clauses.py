"""The clauses of an abstract that may stand as its gist: where each begins, where it ends, and what leads up to it.

`headline` shortens a clause by deletion only, so that it holds no word that the abstract does not.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from core.text.cleaning import sentence

LEAST, MOST = 45, 160
"""Characters of a clause, so that it says something and a list of ten still reads as a list."""

_TAIL = 60
"""Characters before and after an end that decide whether a clause may end there."""

_SHORTENED = 40
"""Characters more than `MOST` that deletion may yet take away."""


class Clause(NamedTuple):
    """A part of a sentence: which sentence, from where to where in it, what leads up to it, and whether a longer one starts there.

    `ours`: its first verb is what “we” do, and without the “we” it would read as an order: “study bees”.
    """

    sentence: int
    start: int
    end: int
    lead: str
    longest: bool
    ours: bool = False


GENERIC = (
    r"(?:method|approach|framework|model|system|architecture|network|algorithm|technique|pipeline|strategy|solution|module|mechanism"
    r"|formulation|paradigm|scheme|design|work|agent|policy|benchmark|dataset|training|procedure|representation|loss|attack|analysis|theory)s?"
)
_PROPOSE = (
    r"(?:(?:propos|introduc|present|develop|design|describ|offer|releas|construct|provid|conduct|formulat|devis|contribut|establish|curat"
    r"|creat|suggest|unveil)(?:e|es|ed|s)?|builds?|built|puts? forward)"
).replace(" ", r"\s")
_PAPER = r"(?:this|the\s(?:present|current))\s(?:paper|work|article|study|letter|research|thesis|report|survey)"
_OFTEN = (
    r"(?:(?:also|then|first|further|therefore|thus|hence|here|instead|next|now"
    r"|(?!(?:re|al|ral|tal|sul|bul|dal|(?:mis|re|over|out|under)?(?:app|supp|multip|imp|comp|rep|f))ly\b)[a-z]+ly)\s)*"
)
_FRONT = re.compile(
    rf"[^.;:]{{3,180}}?,\s(?=(?:we|our|{_PAPER})\b)"
    r"|(?:to|given|for|with|by|in|at|during|using|unlike|instead|rather|based|from|through|under|compared|as|on|when|after|inspired|building)\b"
    r"[^,.;:]{3,120},\s(?=(?-i:[A-Z])|(?:our|the|a)\s)",
    re.IGNORECASE,
)
_ADVERB = re.compile(
    r"(?:(?:and|but|so|then|thus|therefore|hence|here|first|second|third|next|also|instead|besides|overall|moreover|furthermore|finally"
    r"|in (?:particular|addition|contrast|this \w+|short|summary|brief|essence|detail|practice)|to (?:this|that) end|[a-z]+ly|more \w+ly"
    r"|at its core|as a (?:result|consequence)|for (?:example|instance)|on the (?:one|other) hand|abstract|summary)\b[,:]?\s)+",
    re.IGNORECASE,
)
_FINDS = (
    r"(?:show|demonstrate|find|found|prove|observe|report|reveal|discover|argue|hypothesi[sz]e|conclude|establish|verify|confirm|suggest"
    r"|indicate|identify)(?:s|ed)?"
)
_NO_ACT = (
    r"(?!(?:are|have|will|can|could|had|were|hope|believe|do|also|note|refer|may|might|should|must|call|term|name|find|show|demonstrate"
    r"|observe|argue|conclude|think|see|prove|identify)\b)"
)
_NO_VERB = r"(?!(?:is|was|has|does|its|this|as|us|across|always|perhaps|thus)\b)"
_EVIDENCE = r"(?:extensive\s|our\s|the\s|comprehensive\s)?(?:\w+\s)?(?:experiments|results|evaluations?|analys[ei]s|findings)[^,.;:]{0,60}"
_IDEA = (
    r"(?:our|the|a|one)\s(?:(?:key|main|core|central|basic|underlying|crucial|first|second)\s)*"
    r"(?:idea|insight|observation|intuition|contribution|novelty|innovation|ingredient|component|hypothesis)s?(?:\s(?:of|behind|in)\s[^,.;]{0,50})?"
)
_AIMS = r"(?:aims?|seeks?|wants?|attempts?|strives?|wish|intend|choose|try)"
_BEGUN = re.compile(
    rf"(?P<proposal>(?:we|{_PAPER}|i|the\sauthors)\s{_OFTEN}{_PROPOSE}\s(?:to\s|that\s)?)"
    rf"|(?P<finding>(?:we|our\s\w+|{_EVIDENCE}|{_PAPER})\s{_OFTEN}{_FINDS}\sthat\s)"
    rf"|(?P<aim>(?:we|{_PAPER})\s{_OFTEN}{_AIMS}\sto\s"
    r"|(?:our|the)\s(?:\w+\s)?(?:goal|aim|objective)(?:\s(?:of|in)\s[^,.;]{0,40})?\s(?:is|was)\sto\s)"
    rf"|(?P<key>(?:we\sdo|this\sis\s(?:done|achieved)|we\sachieve)\s(?:this|so|it)?\s?(?:by|via|through)\s|{_IDEA}\s(?:is|are)\s(?:to\s|that\s)?)"
    rf"|(?P<method>(?:(?:our|the\sproposed|the\sresulting|the|this)\s(?:[\w-]+\s){{0,3}}?{GENERIC}|it|they|these)\s"
    rf"(?:\([^()]{{1,30}}\)\s|,\s[A-Z][\w-]+,\s)?{_OFTEN})(?={_NO_VERB}[a-z]+s\b(?!\s(?:of|for)\b))"
    rf"|(?P<act>(?:we|{_PAPER})\s{_OFTEN})(?={_NO_ACT}[a-z]+\s)",
    re.IGNORECASE,
)
# these two begin with a set of signs: so most of a sentence is passed over fast
_INNER = re.compile(
    r"[ ,;](?:"
    rf"(?P<act>(?:(?<=[,;])\s(?:and\s)?|(?<=\s)and\s)we\s{_OFTEN})(?={_NO_ACT}[a-z]+\s)"
    r"|(?P<by>(?<=\s)by\s)(?=(?:[a-z]+ly\s)?[a-z]+ing\b)"
    r"|(?P<proposal>(?<=\s)and\s(?:then\s)?(?:propose|introduce|present|develop|design)\s)"
    rf"|(?P<who>(?:(?<=,)\s|(?<=\s))(?:which|that)\s(?:[a-z]+ly\s)?)(?={_NO_VERB}[a-z]+s\b))"
)
_BEFALLS = re.compile(
    r"\b(?:in\swhich|when|where|if|once|because|since)\b[^,;:]*\s(?:is|are|was|were|be|been|being)\s[^,;:]*$"
)
"""What stands before "by doing" where something is done under a condition, and is not what the authors do."""
_ACT_PROPOSES = re.compile(rf"{_PROPOSE}\s(?:to\s|that\s)?")
_SECOND = (
    r"(?:and|but)\s(?:(?:also|then|further|finally|[a-z]+ly)\s)?(?:(?:show|demonstrate|found|prove|find|argue|observe|report|propose"
    r"|introduce|present|develop|describe|provide|derive|apply|evaluate|investigate|discuss|analy[sz]e|establish|illustrate|verify"
    r"|validate|explore|examine|obtain|achieve|release|conduct|perform)(?P<s>s?))\s"
)
"""A verb after "and" that may belong to a verb which was stripped."""
_END = re.compile(
    rf"[ ,;:–—](?:(?<=[,;:])(?=\s)|(?<=\s)(?=–|—|--|to\s[a-z]|and\s(?:we|then)\b|{_SECOND})|(?<=[–—])|(?<=\s)(?<![,;:]\s)(?=\("
    r"|(?:that|which|by|where|while|whereas|via|using|through|based on|so that|such that|without|when|as well as|according to"
    r"|rather than|instead of|because|since|thus|thereby)\b))"
)
_DANGLING = frozenset(
    "a an the of for in on at to by with from and or but as that which who whose where when while if than then is are was"
    " were be been being has have had can may will we our its their this these those such both either not only also more"
    " most less very into over under between within without via using through based e.g e.g. i.e i.e. namely including so"
    " able aim aims called named termed dubbed designed used due according how given like per novel new it they vs vs.".split()
)
"""Words that wait for the next."""
_OPEN = frozenset("where when while because since whose".split())
_OPENING = 4
"""Words behind one of these that do not yet make a clause of their own."""
_PARTICIPLE = re.compile(r"\w{2,}(?<!e)ed")
_HANGING = frozenset(
    "built made done driven taken drawn shown known found proven chosen seen written learnt sought kept held led".split()
)
_NEEDS_TO = tuple(
    "enabl allow help encourag requir forc guid teach prompt instruct train ask learn aim abilit how attempt need design"
    " use due accord subject lead led relat respect compar similar adapt tailor seek want tend begin start capab able appl extend"
    " generali transfer convert transform map assign close robust equivalent order way try tries conver".split()
)
"""How words begin after which "to", up to five words on, must follow."""
_NEEDS_THAT = tuple(
    "show demonstrat ensur find found prov so assum hypothesi suggest indicat reveal fact observ insight evidence guarantee"
    " require such argu claim believ know note".split()
)
_REACH = 5
_SIGNS = str.maketrans("(/-", "   ")
_LISTS_ON = re.compile(
    r",\s(?:[^\s,]+\s){0,4}[^\s,]+(?:,\s(?:and|or)\b|\s(?:and|or)\s|,)|,\s(?:and|or|but)\s(?!(?:we|then)\b)"
)


_STRIPPED = ("proposal", "key", "finding", "by", "undergone", "who", "method")
"""What leads up to a clause whose verb stands in what was left out."""
_OPENED = re.compile(r"\b(?:to|can|will|may|could|must|should)\s", re.IGNORECASE)
_RELATIVE = re.compile(r"\b(?:that|which|who|it|where|how)\s|^[^\s,]+s\s", re.IGNORECASE)
_SECOND_VERB = re.compile(rf"\s{_SECOND}")
_RUNS_ON = re.compile(
    r"[a-z]+s\s(?:(?!(?:that|which|who|and|or|but|how|when|where|while|if|what|because|than|as|whether)\s)[^\s,;:]+\s)+"
    r"(?:can|may|will|could|should|is|are|was|were|has|have)\s"
)
_NEVER_SHARED = re.compile(r"(?:show|demonstrate|prove|find|argue|observe|report|propose)s?\s")

_VAGUE = (
    r"(?:(?:novel|new|simple|effective|efficient|powerful|general|generic|principled|unified|innovative|comprehensive|practical|straightforward"
    r"|flexible|robust|elegant|yet|and|but|first|completely|highly|conceptually|both),?\s)"
)
_NAMED = r"(?:called|named|termed|dubbed|namely|coined|denoted|referred\sto\sas|(?:which\s)?we\s(?:call|name|term|dub))"
_CALLED = re.compile(rf"(?:an?|the)\s{_VAGUE}*(?:{GENERIC},?\s)?{_NAMED}(?:\sas)?:?\s(?=\S)", re.IGNORECASE)
_DOES = re.compile(
    rf"(?:an?|the)\s{_VAGUE}*{GENERIC}(?:\s\([^()]*\))?,?\s(?:that|which)\s(?=(?:(?!this\b|is\b|was\b|has\b|does\b)[a-z]+(?:ly\s[a-z]+)?s\b))"
)
_PRAISE = re.compile(rf"(an?|the)\s({_VAGUE}+)", re.IGNORECASE)
_WHICH = re.compile(
    r"((?:[A-Z][^\s,]*)(?:\s[A-Z][^\s,]*){0,4}(?:\s\([^()]*\))?),\s(?:which|that)\s(?=(?!is\b|was\b|has\b)[a-z]+s\b)"
)
_OURS = re.compile(r"([^\s,]*[A-Z][^\s,]*(?:\s[^\s,]+){0,5}?(?:\s\([^()]*\))?),\s(?=(?:an?|the)\s[^,]{8,})")
_TO_END_THIS = re.compile(
    r",?\s(?:to|that|which)\s(?:address|tackle|solve|mitigate|overcome|handle|alleviate|resolve|fill|bridge)(?:e?s)?\s"
    r"(?:this|these|those|such|both|the above)\s(?:[\w-]+\s)?(?:issue|problem|challenge|limitation|gap|shortcoming|drawback|difficult"
    r"|concern)\w*(?=,|$)(?:,\s(?=[a-z]+ing\b))?"
)
_OF_ENDS = (" this", " these", " those", " such", " both", " the above")
"""One of these stands in whatever the pattern above finds; to look for words is faster."""
_BRACKETS = re.compile(r"\s\([^()]*\)")
_EDGES = " \t,;:.–—-!?…"


def leaves_verb(text: str, lead: str) -> bool:
    """Whether a clause goes on with a verb of the sentence that it was taken out of: "a router and show that", or, of a bee that
    dances, "dances can find"."""
    if lead == "who" and _RUNS_ON.match(text):
        return True
    for second in _SECOND_VERB.finditer(text) if lead in _STRIPPED else ():
        governed = _RELATIVE if second["s"] else _OPENED
        if _NEVER_SHARED.search(second[0]) or not governed.search(text, 0, second.start()):
            return True
    return False


def candidates(pieces: Sequence[str], least: int = LEAST) -> list[Clause]:
    """Every clause of these sentences that may stand alone, in order."""
    return [clause for at, piece in enumerate(pieces) for clause in _of(at, piece, least)]


def _of(at: int, piece: str, least: int) -> Iterator[Clause]:
    stop = len(piece.rstrip(" .!?…"))
    ends = [match.start() for match in _END.finditer(piece, least, stop)] if stop > least else []
    for start, lead, ours in _starts(piece):
        longest = True
        for end in (stop, *reversed(ends)):
            if end - start < least:
                break
            if end - start <= MOST + _SHORTENED and (end == stop or _whole(piece, start, end)):
                yield Clause(at, start, end, lead, longest, ours)
                longest = False


def _starts(piece: str) -> Iterator[tuple[int, str, bool]]:
    """Where clauses of one sentence begin, with what leads up to each, and whether what “we” do follows."""
    begin = 0
    for _ in range(2):
        for front in (_ADVERB, _FRONT):
            if match := front.match(piece, begin):
                begin = match.end()
    begun = _BEGUN.match(piece, begin)
    yield (begun.end(), begun.lastgroup or "", _is_ours(begun)) if begun else (begin, "sentence", False)
    for inner in _INNER.finditer(piece, begun.end() if begun else begin):
        if inner.lastgroup == "by" and _BEFALLS.search(piece, 0, inner.start()):
            yield inner.end(), "undergone", False
        elif inner.lastgroup == "act" and (proposes := _ACT_PROPOSES.match(piece, inner.end())):
            yield proposes.end(), "proposal", proposes[0].endswith("to ")
        else:
            yield inner.end(), inner.lastgroup or "", inner.lastgroup == "act"


def _is_ours(begun: re.Match[str]) -> bool:
    """Whether a clause goes on with a verb of “we”: “we also study”, “we propose to study”."""
    acts = begun.lastgroup == "act" or (begun.lastgroup == "proposal" and begun[0].endswith("to "))
    return acts and begun[0].lower().startswith("we ")


def _whole(piece: str, start: int, end: int) -> bool:
    """Whether a clause that ends inside its sentence reads as one: no word that waits for the next."""
    text, after = piece[max(start, end - _TAIL) : end].lower(), piece[end : end + _TAIL]
    words = text.translate(_SIGNS).split()
    if not words or text[-1] in "(/-" or _waits(words):
        return False
    if after.startswith((",", ";")):
        return not _LISTS_ON.match(after)
    word, last = after.lstrip(" ,;:"), words[-1]
    if word.startswith("to ") and any(before.startswith(_NEEDS_TO) for before in words[-_REACH:]):
        return False
    return not (
        _PARTICIPLE.fullmatch(last) or last in _HANGING or (word.startswith("that ") and last.startswith(_NEEDS_THAT))
    )


def _waits(words: Sequence[str]) -> bool:
    """Whether the last of these words, or a clause that just opened with one of them, waits for more."""
    if words[-1] in _DANGLING or words[-2:] in (["et", "al"], ["et", "al."]) or words[-3:] == ["in", "the", "sense"]:
        return True
    if not _OPEN.isdisjoint(words[-1 - _OPENING : -1]) or not {"that", "which"}.isdisjoint(words[-3:-1]):
        return True
    return "both" in words and "and" not in words[words.index("both") :]


def headline(text: str, lead: str, title: str = "") -> str:
    """The clause without what says nothing: "we", "a new method called", praise, a name that the title told."""
    text = text.strip(_EDGES)
    if lead in ("proposal", "key", "aim"):
        text = _shorn(text)
    if (own := _OURS.match(text)) and _holds(title, own[1]):
        text = _shorn(text[own.end() :])
    text = _WHICH.sub(r"\1 ", text, count=1) if _WHICH.match(text) else text
    if any(word in text for word in _OF_ENDS):
        text = _TO_END_THIS.sub(lambda match: " " if match[0].endswith(" ") else "", text)
    if len(text) > MOST:
        text = _BRACKETS.sub("", text)
    return sentence(text)


def _shorn(text: str) -> str:
    for front in (_CALLED, _DOES):
        if match := front.match(text):
            return text[match.end() :]
    if match := _PRAISE.match(text):
        rest = text[match.end() :]
        fits = match[1].lower() == "the" or (match[1].lower() == "an") == (rest[:1].lower() in "aeiou")
        return f"{match[1]} {rest}" if fits else rest
    return text


def _holds(title: str, name: str) -> bool:
    """Whether a title holds a name: its first word, or the short form in brackets."""
    return any(part in title for part in re.findall(r"[^\s()]*[A-Z][^\s()]*", name) if len(part) > 2)
