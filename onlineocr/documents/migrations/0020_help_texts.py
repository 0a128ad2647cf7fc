"""Help texts in plain English; the tables stay as they are."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0019_share_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="allowance",
            name="bytes",
            field=models.PositiveBigIntegerField(
                blank=True,
                help_text="uploaded bytes per day or month; empty: limit of the installation; 0: unlimited",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="allowance",
            name="pages",
            field=models.PositiveBigIntegerField(
                blank=True,
                help_text="pages per day or month; empty: limit of the installation; 0: unlimited",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="allowance",
            name="storage",
            field=models.PositiveBigIntegerField(
                blank=True,
                help_text="bytes of stored uploads; empty: limit of the installation; 0: unlimited",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="count",
            field=models.IntegerField(default=0, help_text="number of letters in the text"),
        ),
        migrations.AlterField(
            model_name="document",
            name="needs_review",
            field=models.BooleanField(default=False, help_text="whether a page has doubtful words or problems"),
        ),
        migrations.AlterField(
            model_name="document",
            name="transient",
            field=models.BooleanField(default=False, help_text="deleted as soon as its result has been fetched"),
        ),
        migrations.AlterField(
            model_name="documentlanguage",
            name="owner_id",
            field=models.BigIntegerField(help_text="owner of the document", null=True),
        ),
        migrations.AlterField(
            model_name="indexedpage",
            name="first",
            field=models.BooleanField(
                default=False, help_text="first entry of the document, which has the words of the file name"
            ),
        ),
        migrations.AlterField(
            model_name="indexedpage",
            name="owner_id",
            field=models.BigIntegerField(help_text="owner of the document; 0: no owner"),
        ),
        migrations.AlterField(
            model_name="keyedcall",
            name="body",
            field=models.JSONField(
                help_text="body of the response without token; null: built again from the documents", null=True
            ),
        ),
        migrations.AlterField(
            model_name="keyedcall",
            name="fingerprint",
            field=models.CharField(blank=True, help_text="hash of method, address, options and files", max_length=64),
        ),
        migrations.AlterField(
            model_name="keyedcall",
            name="holder",
            field=models.CharField(help_text="fencing token of the running call", max_length=32),
        ),
        migrations.AlterField(
            model_name="keyedcall",
            name="process",
            field=models.CharField(blank=True, help_text="process of the running call; see processes", max_length=120),
        ),
        migrations.AlterField(
            model_name="keyedcall",
            name="tokens",
            field=models.TextField(blank=True, help_text="tokens of the documents, encrypted"),
        ),
        migrations.AlterField(
            model_name="keyedcall",
            name="uids",
            field=models.JSONField(default=list, help_text="ids of the documents"),
        ),
        migrations.AlterField(
            model_name="page",
            name="attempts",
            field=models.SmallIntegerField(default=0, help_text="number of tries until the page ended"),
        ),
        migrations.AlterField(
            model_name="page",
            name="doubts",
            field=models.IntegerField(
                help_text="number of doubtful words that nobody has confirmed; null: not counted yet", null=True
            ),
        ),
        migrations.AlterField(
            model_name="page",
            name="fingerprint",
            field=models.CharField(blank=True, help_text="hash of picture, options and engines", max_length=64),
        ),
        migrations.AlterField(
            model_name="page",
            name="lowest",
            field=models.FloatField(help_text="lowest confidence of a word that nobody has confirmed", null=True),
        ),
        migrations.AlterField(
            model_name="page",
            name="revised_at",
            field=models.DateTimeField(blank=True, help_text="time of the last change of the result", null=True),
        ),
        migrations.AlterField(
            model_name="page",
            name="revision",
            field=models.IntegerField(default=1, help_text="1 for the result of the engine; each change adds 1"),
        ),
        migrations.AlterField(
            model_name="page",
            name="seq",
            field=models.IntegerField(
                default=0, help_text="number of the run's ended pages when this one ended, including it"
            ),
        ),
        migrations.AlterField(
            model_name="page",
            name="worker",
            field=models.CharField(blank=True, help_text="worker that ended the page", max_length=120),
        ),
        migrations.AlterField(
            model_name="queueentry",
            name="attempts",
            field=models.SmallIntegerField(default=0, help_text="number of tries, including the present one"),
        ),
        migrations.AlterField(
            model_name="queueentry",
            name="token",
            field=models.CharField(
                blank=True, help_text="fencing token of the claim; empty: no worker has claimed the page", max_length=32
            ),
        ),
        migrations.AlterField(
            model_name="queueentry",
            name="turn",
            field=models.BigIntegerField(
                default=0, help_text="round in which the page is due, among its caller's pages"
            ),
        ),
        migrations.AlterField(
            model_name="revision",
            name="change",
            field=models.JSONField(help_text="lines before and after the change"),
        ),
        migrations.AlterField(
            model_name="revision",
            name="lost",
            field=models.JSONField(default=list, help_text="changes that could not be applied to the new reading"),
        ),
        migrations.AlterField(
            model_name="revision",
            name="made_by",
            field=models.ForeignKey(
                help_text="author; empty: holder of the document's token",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="revision",
            name="number",
            field=models.IntegerField(help_text="revision of the page after the change"),
        ),
        migrations.AlterField(
            model_name="revision",
            name="page",
            field=models.IntegerField(help_text="number of the page"),
        ),
        migrations.AlterField(
            model_name="revision",
            name="run",
            field=models.ForeignKey(
                help_text="run whose result was changed",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="documents.run",
            ),
        ),
        migrations.AlterField(
            model_name="revision",
            name="target",
            field=models.IntegerField(help_text="number of the revision that this one undoes or repeats", null=True),
        ),
        migrations.AlterField(
            model_name="run",
            name="done",
            field=models.IntegerField(default=0, help_text="number of pages that have ended"),
        ),
        migrations.AlterField(
            model_name="run",
            name="protected",
            field=models.BooleanField(default=False, help_text="whether a password was sent, which the workers got"),
        ),
        migrations.AlterField(
            model_name="run",
            name="region",
            field=models.JSONField(
                blank=True,
                help_text="part of one page that is read, to be merged into the result; see rereading",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="run",
            name="spent_ms",
            field=models.BigIntegerField(default=0, help_text="reading time of all tries of its pages"),
        ),
        migrations.AlterField(
            model_name="run",
            name="total",
            field=models.IntegerField(default=0, help_text="number of pages"),
        ),
        migrations.AlterField(
            model_name="run",
            name="webhook",
            field=models.CharField(
                blank=True, editable=False, help_text="address that gets messages; see outbox", max_length=2048
            ),
        ),
        migrations.AlterField(
            model_name="usage",
            name="since",
            field=models.DateTimeField(help_text="start of the window"),
        ),
        migrations.AlterField(
            model_name="worker",
            name="page_ms",
            field=models.FloatField(blank=True, help_text="average reading time of the latest pages", null=True),
        ),
        migrations.AlterField(
            model_name="worker",
            name="trouble",
            field=models.CharField(blank=True, help_text="reason why no recogniser runs", max_length=300),
        ),
        migrations.AlterField(
            model_name="worker",
            name="working",
            field=models.IntegerField(default=0, help_text="number of running recognisers"),
        ),
    ]
