"""Decode children with limits of memory, time, files and network. See docs/design/sandbox.md."""

from __future__ import annotations

from .box import Sandbox
from .job import Job
from .shared import SharedImage
from .watch import SandboxWatch

__all__ = ["Job", "Sandbox", "SandboxWatch", "SharedImage"]
