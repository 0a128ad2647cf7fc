"""The column ``lane`` has the name that the code uses: the caller's share key."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0018_queue_entries"),
    ]

    operations = [
        migrations.RenameField("document", "lane", "share_key"),
        migrations.AlterField(
            "document",
            "share_key",
            models.CharField(
                blank=True,
                editable=False,
                help_text="fair-share key: see limits.callers",
                max_length=24,
            ),
        ),
        migrations.RemoveConstraint("usage", "usage_once_in_window"),
        migrations.RenameField("usage", "lane", "share_key"),
        migrations.AddConstraint(
            "usage", models.UniqueConstraint(fields=("share_key", "window", "since"), name="usage_once_in_window")
        ),
        migrations.RemoveConstraint("keyedcall", "key_once_in_lane"),
        migrations.RenameField("keyedcall", "lane", "share_key"),
        migrations.AddConstraint(
            "keyedcall", models.UniqueConstraint(fields=("share_key", "name"), name="key_once_per_caller")
        ),
    ]
