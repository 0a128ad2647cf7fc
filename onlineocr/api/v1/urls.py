"""Routes under ``/api/v1/``."""

from __future__ import annotations

from django.urls import path

from onlineocr.api.v1 import (
    capabilities,
    claim,
    corrections,
    documents,
    events,
    keys,
    me,
    pages,
    password,
    reread,
    rerun,
    results,
    review,
    rotate,
    search,
    usage,
    webhooks,
)

urlpatterns = [
    path("capabilities", capabilities.CapabilitiesView.as_view(), name="capabilities"),
    path("documents/", documents.DocumentsView.as_view(), name="documents"),
    path("documents/<uuid:uid>/", documents.DocumentView.as_view(), name="document"),
    path("documents/<uuid:uid>/cancel", documents.CancelView.as_view(), name="document-cancel"),
    path("documents/<uuid:uid>/claim", claim.ClaimView.as_view(), name="document-claim"),
    path("documents/<uuid:uid>/events", events.EventsView.as_view(), name="document-events"),
    path("documents/<uuid:uid>/original", documents.OriginalView.as_view(), name="document-original"),
    path("documents/<uuid:uid>/rerun", rerun.RerunView.as_view(), name="document-rerun"),
    path("documents/<uuid:uid>/pages/<int:number>/", pages.PageView.as_view(), name="document-page"),
    path("documents/<uuid:uid>/pages/<int:number>/image", pages.ImageView.as_view(), name="document-page-image"),
    path("documents/<uuid:uid>/pages/<int:number>/reread", reread.RereadView.as_view(), name="document-page-reread"),
    path(
        "documents/<uuid:uid>/pages/<int:number>/reread/<int:run>",
        reread.RereadStateView.as_view(),
        name="document-page-reread-state",
    ),
    path("documents/<uuid:uid>/pages/<int:number>/rotate", rotate.RotateView.as_view(), name="document-page-rotate"),
    path(
        "documents/<uuid:uid>/pages/<int:number>/rotate/<int:run>",
        rotate.RotateStateView.as_view(),
        name="document-page-rotate-state",
    ),
    path(
        "documents/<uuid:uid>/pages/<int:number>/revisions/",
        corrections.RevisionsView.as_view(),
        name="document-page-revisions",
    ),
    path(
        "documents/<uuid:uid>/pages/<int:number>/revisions/<int:revision>/undo",
        corrections.UndoView.as_view(),
        name="document-page-revision-undo",
    ),
    path("documents/<uuid:uid>/review/", review.ReviewView.as_view(), name="document-review"),
    path("documents/<uuid:uid>/result", results.ResultView.as_view(), name="document-result"),
    path("search", search.SearchView.as_view(), name="search"),
    path("usage", usage.UsageView.as_view(), name="usage"),
    path("keys/", keys.KeysView.as_view(), name="keys"),
    path("keys/<slug:uid>/", keys.KeyView.as_view(), name="key"),
    path("me", me.MeView.as_view(), name="me"),
    path("me/password", password.PasswordView.as_view(), name="me-password"),
    path("me/export", me.ExportView.as_view(), name="me-export"),
    path("webhooks/", webhooks.WebhooksView.as_view(), name="webhooks"),
    path("webhooks/secret/rotate", webhooks.DefaultSecretView.as_view(), name="webhook-default-rotate"),
    path("webhooks/deliveries/", webhooks.DeliveriesView.as_view(), name="deliveries"),
    path("webhooks/deliveries/<slug:message>/", webhooks.DeliveryView.as_view(), name="delivery"),
    path("webhooks/deliveries/<slug:message>/replay", webhooks.ReplayView.as_view(), name="delivery-replay"),
    path("webhooks/<uuid:uid>/", webhooks.WebhookView.as_view(), name="webhook"),
    path("webhooks/<uuid:uid>/rotate", webhooks.RotateView.as_view(), name="webhook-rotate"),
    path("webhooks/<uuid:uid>/test", webhooks.PingView.as_view(), name="webhook-test"),
    path("webhooks/<uuid:uid>/deliveries/", webhooks.WebhookDeliveriesView.as_view(), name="webhook-deliveries"),
]
