"""Corrections of results by people: revisions of pages, stored with author, time and previous text.

::

    models     Revision: one change of one page
    store      a page's row held for a change, and the change written: row, history, index, in one transaction
    editing    edits of a person, merged with those of others
    undoing    a revision taken back, or done again
    carrying   revisions done again on a new reading of the page
    rereading  a part of a page to be read again; merging is the end of that
    history    revisions as they are listed and taken along
    review     the doubtful words of a document
"""
