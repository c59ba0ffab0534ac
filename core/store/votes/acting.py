"""A step that notes in which place somebody acted on a paper: in the step of what they did, so that neither is there without the other."""

from core.store.engine import keys
from core.store.engine.step import Step


def acted(step: Step, place: str, name: str, paper_id: str) -> Step:
    """Write into a step that a person acted on a paper in a place (both as keys name them); there is more to learn from both then."""
    step.write("SADD", f"{keys.ACTS}{place}", f"{paper_id} {name}")
    step.write("SADD", keys.acted_in(keys.person(name)), place)
    return step.stamp(keys.LEARNABLE, place, name)
