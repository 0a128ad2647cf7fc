"""Corrections of a page's result: pure functions over pages.

``edits`` say what a person wants, ``planning`` makes splices of lines of that, ``following`` brings them to a page that
others have changed meanwhile, ``change`` applies them and takes them back, ``carrying`` does them again on another
reading of the page.
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
