"""The euros that follow from a contract: barème, money tree, payments. Pure rules in exact fractions; amounts come out
as whole cents. No file, no database, no clock.
"""

from boussole.funding.bareme import Bareme, at_date
from boussole.funding.envelope import Amounts, prorata
from boussole.funding.payments import COMPONENTS, Calendar, Payment, Use, calendar, uses
from boussole.funding.split import half_up
from boussole.funding.tree import Funding, Line, MissionLine, Sums, ThemeLine, funding, total

__all__ = [
    "COMPONENTS",
    "Amounts",
    "Bareme",
    "Calendar",
    "Funding",
    "Line",
    "MissionLine",
    "Payment",
    "Sums",
    "ThemeLine",
    "Use",
    "at_date",
    "calendar",
    "funding",
    "half_up",
    "prorata",
    "total",
    "uses",
]
