"""What the tests expect of the service's answers."""


def problem(response, status, code):
    """Hold that ``response`` is a problem document with this status and code; return its body."""
    assert response["Content-Type"] == "application/problem+json"
    assert (response.status_code, response.json()["code"]) == (status, code), response.content
    return response.json()
