from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0020_help_texts")]

    operations = [
        migrations.AddIndex(
            model_name="page",
            index=models.Index(fields=["run", "status", "number", "doubts", "lowest"], name="page_doubts"),
        ),
    ]
