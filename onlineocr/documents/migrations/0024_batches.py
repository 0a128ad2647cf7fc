import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import onlineocr.documents.models.ids


class Migration(migrations.Migration):
    """Older documents are in no batch, also those that were sent together."""

    dependencies = [("documents", "0023_shares"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=onlineocr.documents.models.ids.uuid7, editable=False, unique=True)),
                ("token_hash", models.CharField(blank=True, editable=False, max_length=64)),
                ("name", models.CharField(blank=True, max_length=255)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "expires_at",
                    models.DateTimeField(
                        blank=True, db_index=True, help_text="when its last document is deleted; null: never", null=True
                    ),
                ),
                ("filled", models.BooleanField(default=False, help_text="whether a document was ever added")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="batches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "batches",
                "ordering": ("-created_at", "-id"),
                "indexes": [
                    models.Index(fields=["owner", "-created_at", "-id"], name="batch_list"),
                    models.Index(fields=["-created_at", "-id"], name="batch_all"),
                ],
            },
        ),
        migrations.AddField(
            model_name="document",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="documents",
                to="documents.batch",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("batch__isnull", False)),
                fields=["batch", "created_at", "id"],
                name="document_batch",
            ),
        ),
    ]
