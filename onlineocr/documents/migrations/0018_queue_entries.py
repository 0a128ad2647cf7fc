"""The queue has a narrow table of its own: a row for each open page, which goes when the page ends.

Pages keep their columns of before. Nothing reads them any more, but dropping one rewrites every result on SQLite.
"""

import django.db.models.deletion
from django.db import migrations, models

FILL = """INSERT INTO documents_queueentry (page_id, run_id, priority, caller, turn, attempts, worker, token)
    SELECT id, run_id, priority, lane, row_number() OVER (PARTITION BY priority, lane ORDER BY id), attempts, '', ''
    FROM documents_page WHERE status IN ('queued', 'running')"""
WAIT = "UPDATE documents_page SET status = 'queued', token = '', worker = '' WHERE status = 'running'"
VACUUM = """ALTER TABLE documents_queueentry SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01,
    autovacuum_vacuum_threshold = 1000, autovacuum_analyze_scale_factor = 0.05)"""


def fill(apps, schema_editor):
    schema_editor.execute(FILL)
    schema_editor.execute(WAIT)


def vacuum_often(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(VACUUM)


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0017_search_other_scripts"),
    ]

    operations = [
        migrations.CreateModel(
            name="QueueEntry",
            fields=[
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="queue_entry",
                        serialize=False,
                        to="documents.page",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="queue_entries",
                        to="documents.run",
                    ),
                ),
                ("priority", models.SmallIntegerField(choices=[(0, "Interactive"), (1, "Bulk")], default=0)),
                ("caller", models.CharField(blank=True, help_text="fair-share key: see limits.callers", max_length=24)),
                (
                    "turn",
                    models.BigIntegerField(default=0, help_text="round of its caller's pages in which it is due"),
                ),
                ("attempts", models.SmallIntegerField(default=0, help_text="counted before each try")),
                ("worker", models.CharField(blank=True, max_length=120)),
                (
                    "token",
                    models.CharField(
                        blank=True, help_text="fencing token of the claim; empty: it waits", max_length=32
                    ),
                ),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name_plural": "queue entries",
                "indexes": [
                    models.Index(
                        condition=models.Q(("token", "")),
                        fields=["priority", "caller", "turn", "page"],
                        name="queue_callers",
                    ),
                    models.Index(
                        condition=models.Q(("token", "")), fields=["priority", "turn", "page"], name="queue_turns"
                    ),
                    models.Index(
                        condition=models.Q(("token", ""), _negated=True), fields=["caller"], name="queue_held"
                    ),
                ],
            },
        ),
        migrations.RunPython(vacuum_often, migrations.RunPython.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="page", name="page_queue"),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField(model_name="page", name="lease_until")]
        ),
        migrations.AlterField(
            model_name="page",
            name="attempts",
            field=models.SmallIntegerField(default=0, help_text="tries until it ended"),
        ),
        migrations.AlterField(
            model_name="page",
            name="lane",
            field=models.CharField(blank=True, editable=False, max_length=24),
        ),
        migrations.AlterField(
            model_name="page",
            name="priority",
            field=models.SmallIntegerField(default=0, editable=False),
        ),
        migrations.AlterField(
            model_name="page",
            name="status",
            field=models.CharField(
                choices=[
                    ("queued", "Queued"),
                    ("running", "Running"),
                    ("succeeded", "Succeeded"),
                    ("partial", "Partial"),
                    ("failed", "Failed"),
                    ("canceled", "Canceled"),
                ],
                default="queued",
                help_text="queued until the page has ended",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="page",
            name="token",
            field=models.CharField(blank=True, editable=False, max_length=32),
        ),
        migrations.AlterField(
            model_name="page",
            name="worker",
            field=models.CharField(blank=True, help_text="who ended it", max_length=120),
        ),
    ]
