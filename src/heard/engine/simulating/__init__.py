"""Simulated customers, and simulated colleagues who answer them."""

from heard.engine.rubric import Persona
from heard.engine.simulating.colleague import Colleague
from heard.engine.simulating.simulator import Simulator
from heard.engine.simulating.values import Said, Simulated

__all__ = ["Colleague", "Persona", "Said", "Simulated", "Simulator"]
