"""Sharing euros: exact fractions in, whole cents out, and every total is the sum of the lines shown. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def half_up(amount: Fraction) -> int:
    """The nearest whole number of cents, halves upwards.

    >>> half_up(Fraction(89375, 2)), half_up(Fraction(583333, 1))
    (44688, 583333)
    """
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def cents(euros: Fraction) -> int:
    """Euros as whole cents, halves upwards."""
    return half_up(euros * 100)


def lines(total: int, exact: Sequence[Fraction]) -> list[int]:
    """`total` cents over parts known exactly (in cents): each rounded half up, the last takes the remainder.

    The lines always sum to the total, and none is negative; a part of nothing gets nothing, unless all are.

    >>> lines(1750000, [Fraction(1750000, 3)] * 3)
    [583333, 583333, 583334]
    """
    last = max((rank for rank, part in enumerate(exact) if part > 0), default=len(exact) - 1)
    left = total
    found = []
    for rank, part in enumerate(exact):
        line = left if rank == last else min(half_up(part), left)
        found.append(line)
        left -= line
    return found


def parts(total: Fraction, weights: Sequence[Fraction]) -> list[Fraction]:
    """`total` shared exactly by weights; nothing for anyone where no weight is more than zero."""
    whole = sum(weights, Fraction(0))
    return [total * w / whole if whole else Fraction(0) for w in weights]


def earned(maximum: int, exact: Sequence[Fraction], rates: Sequence[Fraction]) -> list[int]:
    """What rates (0 to 1) earn of a thème's parts: the sum rounded half up and never above its maximum, which is
    earned whole where every part is; then line by line."""
    won = [part * rate for part, rate in zip(exact, rates, strict=True)]
    whole = all(rate == 1 for part, rate in zip(exact, rates, strict=True) if part > 0)
    return lines(maximum if whole else min(half_up(sum(won, Fraction(0))), maximum), won)
