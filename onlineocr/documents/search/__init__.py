"""Full-text search in texts and file names, in any script: words, "phrases", prefix*, -without.

::

    words      text -> the words that are indexed, with their places     (the only way of splitting)
    terms      query -> terms, split into words in the same way
    entries    contents of the index: FTS5 on SQLite, a tsvector with GIN on PostgreSQL
    backlog    long documents, which are written in parts after the transaction that changes them
    whole      which documents hold all terms: for lists
    pages      which pages hold all terms, the newest first: for hits
    places     positions of the terms on a page: spans and boxes; snippets
    hits       the answer to a query
"""
