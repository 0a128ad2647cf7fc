"""Retention, and deletion that leaves nothing: each deleted document leaves a note of what is still to be removed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_search")]
    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField()),
                ("key", models.CharField(max_length=255)),
            ],
        ),
        migrations.AddField(
            model_name="document",
            name="transient",
            field=models.BooleanField(default=False, help_text="deleted as soon as its result was handed over"),
        ),
        migrations.AlterField(
            model_name="document",
            name="key",
            field=models.CharField(db_index=True, editable=False, max_length=255),
        ),
    ]
