import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0021_page_doubts_index")]

    operations = [
        migrations.AddField(
            model_name="page",
            name="turned",
            field=models.SmallIntegerField(
                help_text="clockwise degrees by which a person turned the picture; null: as it was found", null=True
            ),
        ),
        migrations.AlterField(
            model_name="revision",
            name="kind",
            field=models.CharField(
                choices=[
                    ("edit", "a person wrote or confirmed something"),
                    ("undo", "a revision was taken back, or an undo"),
                    ("reread", "a part of the page was read again"),
                    ("rotate", "the page was turned and read again"),
                    ("carry", "a person's change of an earlier reading, done again on this one"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="revision",
            name="run",
            field=models.ForeignKey(
                help_text="run whose result was changed; empty: that reading is not stored any more",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="documents.run",
            ),
        ),
        migrations.AlterField(
            model_name="run",
            name="region",
            field=models.JSONField(
                blank=True,
                help_text="part of a page, or a turn of it, that is read and then merged into the result",
                null=True,
            ),
        ),
    ]
