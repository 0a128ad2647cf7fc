"""The domain: documents, their runs and pages; the verbs over them; the queue that they are."""
