"""What stands before Flask: known answers, budgets, compression, request ids, log and figures."""

from __future__ import annotations

from server.front.front import Front

__all__ = ["Front"]
