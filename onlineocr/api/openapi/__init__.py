"""Parts of the OpenAPI description that drf-spectacular cannot derive from the views."""
