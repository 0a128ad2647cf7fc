"""Corrections of a page's result: pure functions over pages.

``edits`` are a person's requests, ``planning`` converts them to splices of lines, ``following`` merges splices with
changes that others made meanwhile, ``tracking`` knows where each line is then, ``change`` applies and reverts splices,
``carrying`` repeats them on another reading of the page.
"""

from .carrying import carried
from .change import Change, apply, undone
from .doubts import doubts
from .edits import MOST_EDITS, MOST_LETTERS, Edit, parse
from .following import Conflict, Conflicts, merged
from .planning import Plan, plan
from .regions import reread
from .splice import Clash, Splice

__all__ = [
    "MOST_EDITS", "MOST_LETTERS", "Change", "Clash", "Conflict", "Conflicts", "Edit", "Plan", "Splice", "apply",
    "carried", "doubts", "merged", "parse", "plan", "reread", "undone",
]  # fmt: skip
