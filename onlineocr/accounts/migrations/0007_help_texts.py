"""Help texts in plain English; the tables stay as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_refresh_previous"),
    ]

    operations = [
        migrations.AlterField(
            model_name="refreshfamily",
            name="previous",
            field=models.CharField(blank=True, help_text="hash of the token before the latest one", max_length=64),
        ),
        migrations.AlterField(
            model_name="user",
            name="closed_at",
            field=models.DateTimeField(
                blank=True, editable=False, help_text="time at which the closing began", null=True
            ),
        ),
    ]
