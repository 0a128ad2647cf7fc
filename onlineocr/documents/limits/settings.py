"""The settings of `quotas` and `concurrency`, included in Django's settings."""

from __future__ import annotations

import os

from onlineocr import env

__all__ = [
    "BATCH_FILES",
    "EXPORTS_AT_ONCE",
    "LOOKS_AT_ONCE",
    "QUEUE_LANE",
    "QUEUE_PAGES",
    "QUEUE_SECONDS",
    "QUOTA_BYTES",
    "QUOTA_PAGES",
    "QUOTA_WINDOW",
    "STORAGE_BYTES",
    "UPLOADS_AT_ONCE",
    "UPLOAD_SHARE",
    "WAITING_CALLS",
]

QUEUE_PAGES = env.integer(
    "ONLINEOCR_QUEUE_PAGES", 20_000, help="Open pages (waiting or being read) of all callers together.", least=1
)
QUEUE_LANE = env.integer(
    "ONLINEOCR_QUEUE_LANE", 10_000, help="Open pages of one account, or of one IP address without one.", least=1
)
QUEUE_SECONDS = env.duration(
    "ONLINEOCR_QUEUE_TIME",
    "20m",
    help="Longest estimated wait of a new page; uploads that would exceed it are refused. Callers without an account "
    "may fill half of it, all together. 0: unlimited.",
)
BATCH_FILES = env.integer("ONLINEOCR_BATCH", 100, help="Files that one form may have.", least=1, most=10_000)
QUOTA_WINDOW = env.string(
    "ONLINEOCR_QUOTA_WINDOW",
    "day",
    help="The time, by the calendar in UTC, for which the quotas of pages and bytes are given.",
    choices=("day", "month"),
)
QUOTA_PAGES = env.integer(
    "ONLINEOCR_QUOTA_PAGES",
    0,
    help="Pages per window for an account, or for an IP address without one; 0: unlimited. Staff have no quota; the "
    "admin pages set it for single accounts.",
)
QUOTA_BYTES = env.size("ONLINEOCR_QUOTA_BYTES", "0", help="Uploaded bytes per window, likewise; 0: unlimited.")
STORAGE_BYTES = env.size("ONLINEOCR_STORAGE", "0", help="Bytes of stored uploads of one account; 0: unlimited.")

WAITING_CALLS = env.integer(
    "ONLINEOCR_WAITING_CALLS",
    32,
    help="Calls that one web server lets wait for their document at the same time; it has 64 threads.",
    least=1,
    most=56,
)
UPLOADS_AT_ONCE = env.integer(
    "ONLINEOCR_UPLOADS", 24, help="Uploads that one web server receives at the same time.", least=1, most=56
)
UPLOAD_SHARE = env.number(
    "ONLINEOCR_UPLOAD_SHARE",
    10,
    help="Percent of the processor time of a machine that taking uploads in may use while pages wait to be read on "
    "that machine; the recognisers have the rest.",
    least=1,
    most=100,
)
EXPORTS_AT_ONCE = env.integer(
    "ONLINEOCR_RESULT_FILES",
    8,
    help="Files that take time to make (searchable PDF, Word, spreadsheet, zip) that one web server makes at the same "
    "time.",
    least=1,
    most=56,
)
LOOKS_AT_ONCE = env.integer(
    "ONLINEOCR_LOOKS",
    0,
    help="Decoding processes in which one web server looks into uploads at the same time; 0: two per core.",
    most=256,
) or 2 * len(os.sched_getaffinity(0))
