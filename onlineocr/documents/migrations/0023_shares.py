import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import onlineocr.documents.models.ids


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0022_page_turned"),
    ]

    operations = [
        migrations.CreateModel(
            name="Share",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=onlineocr.documents.models.ids.uuid7, editable=False, unique=True)),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("expires_at", models.DateTimeField(db_index=True)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="documents.document"
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
    ]
