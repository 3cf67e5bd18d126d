"""A column heading → what it means: a place, a period, an indicator's value, numerator or denominator.

Matching is by words with a weight (rare words count more), against the labels and aliases of the catalogue. A heading
that fits two indicators equally is ambiguous, and left for its neighbours or the analyst to settle: never guessed.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Literal

from boussole.catalogue import Catalogue, catalogue
from boussole.values import Period
from etl.periods import find_period, plain

Measure = Literal["value", "numerator", "denominator", "auto"]

ROLES: dict[str, tuple[str, ...]] = {
    "code": (
        "code insee", "insee", "code commune", "codgeo", "code geo", "com", "code", "depcom", "insee com",
        "code insee commune", "code commune insee", "code territoire", "territoire", "commune code", "codeinsee",
        "code insee de la commune", "cog", "code cog", "id territoire",
    ),
    "name": (
        "commune", "libelle", "nom", "libgeo", "nom commune", "libelle commune", "lib com", "nom de la commune",
        "communes", "libelle de la commune", "nom du territoire", "libelle geographique", "ville", "nom territoire",
        "commune departement",
    ),
    "postal": ("code postal", "cp", "code postale"),
    "departement": (
        "departement", "dep", "code departement", "dept", "code dep", "departement code", "num departement",
    ),
    "kind": ("type territoire", "niveau", "type de territoire", "maille", "niveau geographique", "type geo"),
    "period": (
        "annee", "year", "periode", "millesime", "exercice", "campagne", "annee de mesure", "periode mesuree", "an",
        "periode de mesure", "periode de reference", "periode d observation", "periode observee",
    ),
    "month": ("mois", "trimestre", "semestre", "numero mois", "num mois", "mois de mesure"),
    "start": ("debut", "date debut", "date de debut", "debut periode"),
    "end": ("fin", "date fin", "date de fin", "fin periode"),
    "indicator": (
        "indicateur", "libelle indicateur", "code indicateur", "variable", "var",
        "nom indicateur", "indicator",
    ),
    "numerator": (
        "numerateur", "num", "effectif", "nombre", "nb", "nb patients", "ntop", "nombre de patients", "numerator",
        "nb de patients", "nombre patients",
    ),
    "denominator": (
        "denominateur", "den", "population cible", "npop", "eligibles", "base", "denominator",
        "population de reference",
    ),
    "value": (
        "valeur", "taux", "part", "resultat", "prev", "taux %", "valeur %", "value", "pourcentage", "taux en %",
        "part %", "%", "en %", "val", "couverture", "taux de couverture", "taux de participation", "participation",
    ),
    "source": ("source", "producteur"),
    "origin": ("origine",),
    "remarks": ("remarques", "remarque", "note", "commentaire", "commentaires", "observations"),
    "extracted": ("date extraction", "date d extraction", "extraction", "extrait le"),
}  # fmt: skip
WHOLE = frozenset("tous toutes total ensemble tous sexes tsage t 9".split()) | {
    "tous ages",
    "tous sexes",
    "tous regimes",
}
_ROLE_OF = {text: role for role, texts in ROLES.items() for text in texts}

# Written form → one canonical word. Order matters: ages before plain numbers, long expressions before short.
_CANON = [
    (re.compile(p), r)
    for p, r in (
        (r"\b(?:plus de|\+ de|>=|≥|>) ?(\d+) ?ans\b", r" \1plus "),
        (r"\b(\d+) ?ans et (?:\+|plus)", r" \1plus "),
        (r"\b(\d+) ?(?:ans )?\+", r" \1plus "),
        (r"(?:moins de|<) ?(\d+) ?ans", r" moins\1 "),
        (r"\b(\d+) ?(?:-|a|et) ?(\d+) ?ans\b", r" \1_\2 "),
        (r"\b(\d\d)-(\d\d)\b", r" \1_\2 "),
        (r"\b24 mois\b", " 2ans "),
        (r"\b(\d+) ?ans\b", r" \1ans "),
        (r"medecins? traitants?", " mt "),
        (r"sans (?:le |un |leur )?mt\b", " sans_mt "),
        (r"(?:n.ayant pas de|sans) declaration de mt\b", " sans_mt "),
        (r"complementaire sante solidaire|\bcss\b|\bc2s\b|\bcmu-?c\b", " c2s "),
        (r"cancers? colo-?rectal(?:e|aux)?|colo-?rectal(?:e)?|\bccr\b|cancer du colon", " colorectal "),
        (r"anti-?grippale?s?|grippes?", " grippe "),
        (r"couvertures? vaccinales?|vaccin\w*", " vacc "),
        (r"depist\w*", " dep "),
        (r"mammographies?|cancer du sein|\bsein\b|\bdocs\b", " sein "),
        (r"(?:cancer du )?col (?:de l.)?uterus|\bccu\b|frottis|cancer du col", " col "),
        (r"rougeole,? ?-?oreillons,? ?-?(?:et )?rubeole|\bror\b", " ror "),
        (r"meningo\w*", " mening "),
        (r"papillomavirus|\bhpv\b", " hpv "),
        (r"covid(?:-?19)?", " covid "),
        (r"affections? de longue duree|\bald\b", " ald "),
        (r"medecins? generalistes?|\bmg\b|omnipraticiens?|generalistes?", " mg "),
        (r"infirmi\w+|\bidel?\b", " ide "),
        (r"masseurs?-? ?kinesitherapeutes?|kinesitherapeutes?|\bkines?\b|\bmk\b", " mk "),
        (r"sages?-femmes?", " sagefemme "),
        (r"pharmacies?(?: d.officine)?|officines?", " officine "),
        (r"diabet\w*", " diab "),
        (r"fonds? d.(?:oeil|œil)", " fondoeil "),
        (r"polymedi\w*", " polymed "),
        (r"benzodiazepines?\w*", " benzo "),
        (r"antibio\w*", " antibio "),
        (r"beneficiaires?", " "),
        (r"\burgences?\b|\bsau\b", " urg "),
        (r"accessibilite potentielle localisee|\bapl\b", " apl "),
        (r"eligibles?|population cible|\bcibles?\b", " eligible "),
        (r"femmes|filles|garcons", lambda m: f" {m.group()[:-1]} "),
    )
]
_STOP = frozenset(
    "de du la le les des d l et a au aux en par pour ayant eu un une sur dans ou dont est sont chez avec leur ses"
    " nb nombre taux part pourcentage effectif effectifs total totale proportion cancer patients patient personnes"
    " assures assure assurees assuree ans an parmi selon entre qui plus".split()
)
_RATE = re.compile(r"%|\btaux\b|\bpart\b|pourcentage|couverture|proportion|prevalence|\bdensite\b|pour 10")
_COUNT = re.compile(r"\bnb\b|\bnombre\b|\beffectifs?\b|numerateur|vaccine|depiste|\bn\b$")
_BASE = re.compile(r"denominateur|eligible|population cible|\bcible\b|\bbase\b|\bconcernes?\b")
_PEOPLE = re.compile(r"patient|assure|consommant|beneficiaire|habitant|population|personne|femme|fille|enfant")
_POPULATION = frozenset({"population", "pop", "pop.", "effectif total", "total"})  # under a merged heading


# What turns an indicator's name into another figure: a change, a rank, a bound, a half of the people, another place.
_OTHER_FIGURE = frozenset(
    "evolution variation ecart difference rang classement objectif borne intervalle ic inferieure superieure quintile"
    " quartile decile indice moyenne mediane minimum maximum min max standardise standardisee homme masculin feminin"
    " garcon france national nationale region regional regionale departement departemental departementale".split()
)
_PER = re.compile(r"(?:pour|/) ?(1(?: ?0)+)\b|(‰)")
_AGE = re.compile(r"\d+plus|\d+_\d+|moins\d+|\d+ans")  # canonical


def ages(tokens: frozenset[str]) -> frozenset[str]:
    """The words that say an age."""
    return frozenset(t for t in tokens if _AGE.fullmatch(t))


def words(text: str) -> frozenset[str]:
    """The canonical words that tell headings apart."""
    raw = " " + re.sub(r"[()\[\]\"«»:;*]", " ", plain(text).replace("’", "'").replace("'", " ").replace("_", " ")) + " "
    for pattern, replacement in _CANON:
        raw = pattern.sub(replacement, raw)
    tokens = re.findall(r"[a-z0-9_]+", raw)
    return frozenset(
        t[:-1] if len(t) > 4 and t[-1] in "sx" and not t[0].isdigit() else t for t in tokens if t not in _STOP
    )


def per(text: str) -> int | None:
    """The scale that a heading says (« pour 1 000 », « ‰ »), None when it says none."""
    found = _PER.search(plain(text))
    return None if not found else 1000 if found[2] else int(found[1].replace(" ", ""))


def splits_people(heading: str) -> bool:
    """Whether a column may say of whom each line is: « sexe », « tranche d'âge », « régime »."""
    return bool(
        re.match(
            r"(?:sexe|genre|ages?|tranches?|classes?|cla age|regimes?|modalites?|categories?|csp)\b", plain(heading)
        )
    )


def role_of(text: str) -> str | None:
    """The structural role that a heading names, None for a heading that may be an indicator's."""
    key = re.sub(r"[^a-z0-9%]+", " ", plain(text).replace("’", "'")).strip()
    return _ROLE_OF.get(key) or _ROLE_OF.get(key.replace("%", "").strip())


@dataclass(frozen=True)
class Match:
    """What a heading may mean. Several `indicators`: ambiguous. `quantity`: it is worded as what is counted; both:
    the same words name the indicator and its count, and the cells must tell."""

    indicators: tuple[str, ...]
    quantity: str | None
    measure: Measure
    period: Period | None
    score: float


@dataclass(frozen=True)
class _Wording:
    tokens: frozenset[str]
    indicator: str | None
    quantity: str | None


class Matcher:
    """The catalogue's wordings, weighed once."""

    def __init__(self, known: Catalogue) -> None:
        self.known = known
        self.wordings: list[_Wording] = []
        for indicator in known.indicators.values():
            for text in [indicator.label, indicator.id, *indicator.aliases]:
                self.wordings.append(_Wording(words(text), indicator.id, None))
        for quantity in known.quantities.values():
            for text in [quantity.label, quantity.id, *quantity.aliases]:
                self.wordings.append(_Wording(words(text), None, quantity.id))
        counts = Counter(t for w in self.wordings for t in w.tokens)
        self.weight = {t: 1 + math.log(len(self.wordings) / n) for t, n in counts.items()}
        self._own: dict[str, frozenset[str]] = {}  # all the words of an indicator (its counts' too) or of a quantity
        for w in self.wordings:
            key = w.indicator or w.quantity or ""
            self._own[key] = self._own.get(key, frozenset()) | w.tokens
        for i in known.indicators.values():
            for counted in filter(None, (i.numerator, i.denominator)):
                self._own[i.id] |= self._own[counted]

    def _mass(self, tokens: frozenset[str]) -> float:
        return sum(self.weight.get(t, 3.0) for t in tokens)

    def indicator(self, text: str) -> str | None:
        """An indicator named in a cell, by its id or by its label to the word."""
        if (raw := text.strip()) in self.known.indicators:
            return raw
        tokens = words(raw)
        found = {w.indicator for w in self.wordings if w.indicator and w.tokens == tokens}
        return next(iter(found)) if len(found) == 1 and tokens else None

    def heading(self, text: str) -> Match | None:
        """The best reading of a heading; None when nothing comes near."""
        period, rest = find_period(text)
        tokens, scale = words(rest), per(rest)
        if scale and all(w.tokens != tokens for w in self.wordings):
            tokens = words(_PER.sub(" ", plain(rest)))
        hint = _hint(rest)
        if not tokens:
            return Match((), None, hint, period, 0.0) if period else None
        if tokens == ages(tokens) and not _RATE.search(plain(rest)):
            counted = self._people(plain(rest), tokens)
            return Match((), counted, hint, period, 1.0) if counted else None
        scored = [(self._score(tokens, w), w) for w in self.wordings if tokens & w.tokens and self._per(w, scale)]
        best = max((s for s, _ in scored), default=0.0)
        if best < 0.5:
            return None
        top = [w for s, w in scored if s >= best - 0.02]
        indicators: set[str | None] = {w.indicator for w in top if w.indicator}
        quantities = {w.quantity for w in top if w.quantity}
        if best < 0.99:  # a heading that says less than several wordings may mean any of them
            indicators |= {w.indicator for _, w in scored if w.indicator and tokens < w.tokens}
            quantities = set()
        if not indicators and not quantities:
            indicators = {w.indicator for s, w in scored if w.indicator and s >= best - 0.2} or self._owners(top)
        quantity = next(iter(quantities)) if len(quantities) == 1 and hint != "value" else None
        if hint == "value" and not indicators:
            indicators = {i for q in quantities for i in self._owners_of(q)}
            indicators |= {w.indicator for _, w in scored if w.indicator and tokens < w.tokens}
        return Match(tuple(sorted(i for i in indicators if i)), quantity, hint, period, best)

    def _per(self, wording: _Wording, scale: int | None) -> bool:
        """Whether an indicator is counted on the scale that a heading says: « pour 1 000 » is no percentage."""
        return scale is None or wording.indicator is None or self.known.indicators[wording.indicator].scale == scale

    def _people(self, raw: str, tokens: frozenset[str]) -> str | None:
        """Who is counted, where a heading says an age and nothing else: « Assurés 65 ans et + » are no inhabitants, and
        « 65 ans et plus » may be anybody."""
        noun = _PEOPLE.search(raw)
        found = {
            q.id
            for q in self.known.quantities.values()
            for text in (q.label, *q.aliases)
            if noun and noun.group() in plain(text) and words(text) == tokens
        }
        return next(iter(found)) if len(found) == 1 else None

    def _score(self, tokens: frozenset[str], wording: _Wording) -> float:
        if wording.indicator and tokens - {"eligible"} == wording.tokens:
            return 1.0  # « Grippe 65 ans et plus – éligibles »: the indicator, its denominator
        foreign = tokens - self._own[wording.indicator or wording.quantity or ""]
        if ages(foreign) or any(t in self.weight or t in _OTHER_FIGURE for t in foreign - {"eligible", "population"}):
            return 0.0  # « Population 65 ans et plus » is not the population, nor « ALD sans MT » patients without MT
        return self._mass(tokens & wording.tokens) / self._mass(tokens | wording.tokens)

    def _owners(self, top: list[_Wording]) -> set[str | None]:
        return {i for w in top if w.quantity for i in self._owners_of(w.quantity)}

    def _owners_of(self, quantity: str) -> list[str]:
        return [i.id for i in self.known.indicators.values() if quantity == i.numerator]


def _hint(text: str) -> Measure:
    """The measure that a heading words; under a merged heading the lower ones say it: « Part des … – Nombre »."""
    raw = plain(text)
    if "numerateur" in raw:
        return "numerator"
    _, *lower = raw.split(" - ")
    if _BASE.search(raw) or any(part in _POPULATION for part in lower):
        return "denominator"
    for part in (*lower[::-1], raw):
        if _RATE.search(part):
            return "value"
        if _COUNT.search(part):
            return "numerator"
    return "auto"


@cache
def matcher() -> Matcher:
    return Matcher(catalogue())
