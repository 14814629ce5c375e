"""The claims model: folders of facts, their passages, and what they must keep."""
