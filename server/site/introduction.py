"""What the first page says of its dataset in a sentence: how many documents, and do they agree."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext


def told_by(count: int, conflicts: int) -> str:
    """Say how many documents tell of the works, and whether they contradict each other.

    Args:
        count: how many primary sources there are.
        conflicts: how many conflicts.
    """
    words = (_("One"), _("Two"), _("Three"), _("Four"), _("Five"), _("Six"), _("Seven"))
    many = words[count - 1] if 0 < count <= len(words) else str(count)
    if not count:
        return str(_("No document that is a primary source describes these works."))
    if count > 1 and conflicts:
        told = _(
            "%(many)s documents describe the same works, and contradict each other.", many=many
        )
    else:
        told = ngettext(
            "%(many)s document describes these works.",
            "%(many)s documents describe these works.",
            count,
            many=many,
        )
    return str(told)
