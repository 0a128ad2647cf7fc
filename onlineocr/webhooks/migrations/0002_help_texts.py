"""Help texts in plain English; the tables stay as they are."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("webhooks", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="delivery",
            name="attempts",
            field=models.SmallIntegerField(default=0, help_text="number of tries, including the present one"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="host",
            field=models.CharField(help_text="host of the address, whose turns are counted", max_length=260),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="last_excerpt",
            field=models.TextField(blank=True, help_text="start of the body of the response"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="next_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now,
                help_text="time of the next try, or end of the lease of the running one",
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="sealed",
            field=models.CharField(
                blank=True, editable=False, help_text="encrypted secret of a webhook without owner", max_length=255
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="token",
            field=models.CharField(blank=True, help_text="fencing token of the running try", max_length=32),
        ),
    ]
