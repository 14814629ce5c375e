"""What tests of the engine share."""

import pytest

from kg.engine import transitivity


@pytest.fixture(params=["as shipped", "reduced"])
def thresholds(request, monkeypatch):
    """Take every branch on graphs of ten nodes too."""
    if request.param == "reduced":
        monkeypatch.setattr(transitivity, "FEW", 0)
        monkeypatch.setattr(transitivity, "MANY", 0)
        monkeypatch.setattr(transitivity, "FACTOR", 1)
