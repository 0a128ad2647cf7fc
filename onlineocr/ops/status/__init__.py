"""The state of the service in numbers: the page ``/status/`` for the operator, ``/metrics`` for Prometheus."""
