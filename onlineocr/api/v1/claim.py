"""Move an upload without an account to the account that claims it."""

from __future__ import annotations

from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onlineocr.accounts.models import User
from onlineocr.accounts.scopes import Scope
from onlineocr.documents.services import adopt
from onlineocr.http.known_fields import takes_no_body

from ..serializers import DocumentSerializer
from .lookup import NO_SUCH_DOCUMENT, TOKEN, find, token_of


class ClaimView(APIView):
    """View that changes the owner of a document."""

    problems = {"POST": ("storage_full",)}
    key_scopes = {"POST": (Scope.DOCUMENTS_WRITE,)}
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="document_claim",
        tags=["documents"],
        request=None,
        parameters=[TOKEN],
        responses={200: DocumentSerializer},
    )
    @takes_no_body
    def post(self, request: Request, uid: str) -> Response:
        """Move a document that was uploaded without an account to the caller's account.

        Needs the token that came with the upload, by `X-Document-Token` or `token`. The token opens the document no
        more; it is kept as long as the account's others, unless the upload asked for less. The account that owns the
        document already gets 200 again. 404 without the right token, or when another account claimed it; 409 when the
        account has no room for it.
        """
        document = find(request, uid)
        if document.owner_id is None:
            adopt(document, token_of(request), cast("User", request.user))
            document = find(request, uid)
        if document.owner_id != request.user.pk:
            raise NotFound(NO_SUCH_DOCUMENT)
        return Response(DocumentSerializer(document, context={"request": request}).data)
