from django.db import migrations

import onlineocr.accounts.models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_name_key")]

    operations = [
        migrations.AlterField(
            "user", "name_key", onlineocr.accounts.models.NameKey(editable=False, max_length=500, unique=True)
        ),
        migrations.AlterModelManagers("user", [("objects", onlineocr.accounts.models.Users())]),
    ]
