"""Lanes instead of owners, counters instead of counting, and what finds a page that was read before."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Count, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat

OPEN = ("queued", "running")


def fill(apps, schema_editor):
    documents, runs, pages = (apps.get_model("documents", name) for name in ("Document", "Run", "Page"))
    owned = Concat(Value("u"), Cast("owner_id", models.CharField()))
    documents.objects.filter(owner__isnull=False).update(lane=owned)
    documents.objects.filter(owner__isnull=True).update(lane="a")
    newest = runs.objects.filter(document=OuterRef("pk")).order_by("-id").values("pk")[:1]
    documents.objects.update(latest=Subquery(newest))
    lane = documents.objects.filter(runs=OuterRef("run_id")).values("lane")[:1]
    pages.objects.filter(status__in=OPEN).update(lane=Subquery(lane))
    mine = pages.objects.filter(run=OuterRef("pk")).order_by().values("run")
    ended = mine.exclude(status__in=OPEN)
    total, done = (Subquery(rows.annotate(n=Count("pk")).values("n")) for rows in (mine, ended))
    runs.objects.filter(pages__isnull=False).update(total=total)
    runs.objects.filter(pk__in=pages.objects.exclude(status__in=OPEN).values("run")).update(done=done)
    pages.objects.exclude(status__in=OPEN).update(seq=F("number"))


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_erasure"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="page",
            name="page_queue",
        ),
        migrations.RemoveField(
            model_name="page",
            name="owner_id",
        ),
        migrations.AddField(
            model_name="document",
            name="lane",
            field=models.CharField(blank=True, editable=False, help_text="who takes turns: see lanes", max_length=24),
        ),
        migrations.AddField(
            model_name="document",
            name="latest",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="documents.run",
            ),
        ),
        migrations.AddField(
            model_name="page",
            name="fingerprint",
            field=models.CharField(blank=True, help_text="of picture, options and engines", max_length=64),
        ),
        migrations.AddField(
            model_name="page",
            name="lane",
            field=models.CharField(blank=True, help_text="who takes turns: see lanes", max_length=24),
        ),
        migrations.AddField(
            model_name="page",
            name="seq",
            field=models.IntegerField(default=0, help_text="pages of the run that had ended then, this one among them"),
        ),
        migrations.AddField(
            model_name="run",
            name="done",
            field=models.IntegerField(default=0, help_text="pages that have ended"),
        ),
        migrations.AddField(
            model_name="run",
            name="protected",
            field=models.BooleanField(default=False, help_text="a password was given, and told to the workers"),
        ),
        migrations.AddField(
            model_name="run",
            name="spent_ms",
            field=models.BigIntegerField(default=0, help_text="reading time of its pages, all tries together"),
        ),
        migrations.AddField(
            model_name="run",
            name="total",
            field=models.IntegerField(default=0, help_text="pages"),
        ),
        migrations.AddField(
            model_name="worker",
            name="page_ms",
            field=models.FloatField(blank=True, help_text="what a page took it lately, on average", null=True),
        ),
        migrations.AddIndex(
            model_name="page",
            index=models.Index(
                condition=models.Q(("status__in", ("queued", "running"))),
                fields=["status", "priority", "lane", "id"],
                name="page_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="page",
            index=models.Index(
                condition=models.Q(("fingerprint", ""), _negated=True), fields=["fingerprint"], name="page_fingerprint"
            ),
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(
                condition=models.Q(("status__in", ("queued", "running"))), fields=["cancel_requested"], name="run_open"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
