from django.db import migrations, models


class Migration(migrations.Migration):
    """Pages that ended before this version are not in the counts."""

    dependencies = [("documents", "0024_batches")]

    operations = [
        migrations.CreateModel(
            name="PageCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField(help_text="start of the period")),
                (
                    "kind",
                    models.CharField(help_text="ended; language: the trained data is missing", max_length=10),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="succeeded, canceled or an error's code; name of trained data", max_length=40
                    ),
                ),
                ("pages", models.BigIntegerField(default=0)),
                ("spent_ms", models.BigIntegerField(default=0, help_text="reading time")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("since", "kind", "name"), name="page_count_once")],
            },
        ),
        migrations.AddIndex(
            model_name="usage",
            index=models.Index(fields=["window", "since"], name="usage_in_window"),
        ),
    ]
