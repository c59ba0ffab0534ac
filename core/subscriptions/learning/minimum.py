"""The minimum of a smooth convex function: limited-memory BFGS with backtracking (Nocedal and Wright, Numerical Optimization, 7.4)."""

from collections import deque
from collections.abc import Callable
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

MEMORY = 8
"""Steps that the curvature is estimated from."""

SUFFICIENT = 1e-4
"""Share of the promised decrease that a step must bring (Armijo)."""

SHORTEST = 1e-6


def minimum(function: Callable[[Vector], tuple[float, Vector]], start: Vector, most: int, tolerance: float) -> Vector:
    """Where a function, which gives its value and gradient, is least, from a start on.

    Ends after `most` steps, or where one brings less than `tolerance` of the value.
    """
    at, (value, gradient) = start, function(start)
    pairs: deque[tuple[Vector, Vector]] = deque(maxlen=MEMORY)
    for _ in range(most):
        direction = _direction(gradient, pairs)
        slope, length = product(gradient, direction), 1.0 if pairs else 1 / (sqrt(product(gradient, gradient)) or 1.0)
        while True:
            there = at + length * direction
            lower, steeper = function(there)
            if lower <= value + SUFFICIENT * length * slope or length < SHORTEST:
                break
            length /= 2
        if lower > value:
            break
        step, change = there - at, steeper - gradient
        if product(change, step) > 0:
            pairs.append((step, change))
        gain, at, value, gradient = value - lower, there, lower, steeper
        if gain <= tolerance * max(abs(value), 1):
            break
    return at


def product(left: Vector, right: Vector) -> float:
    """The dot product, by this thread alone: a linear-algebra library's threads wait for each other longer than they compute."""
    return float(np.einsum("i,i->", left, right))


def _direction(gradient: Vector, pairs: deque[tuple[Vector, Vector]]) -> Vector:
    """The way down that the last steps and their changes of the gradient suggest."""
    direction, shares = -gradient, []
    for step, change in reversed(pairs):
        share = product(step, direction) / product(change, step)
        direction -= share * change
        shares.append(share)
    if pairs:
        step, change = pairs[-1]
        direction *= product(step, change) / product(change, change)
    for (step, change), share in zip(pairs, reversed(shares), strict=True):
        direction += step * (share - product(change, direction) / product(change, step))
    return direction
