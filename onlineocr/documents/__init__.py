"""Documents, their runs and pages, the page queue, and the operations on them."""
