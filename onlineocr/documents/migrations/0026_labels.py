import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0025_page_counts"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="note",
            field=models.TextField(blank=True, help_text="note by a person about the document"),
        ),
        migrations.AddField(
            model_name="document",
            name="tags",
            field=models.JSONField(blank=True, default=list, help_text="names that a person gave; see labels"),
        ),
        migrations.CreateModel(
            name="DocumentTag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tag", models.CharField(max_length=200)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="documents.document"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["tag", "document"], name="document_tag")],
            },
        ),
    ]
