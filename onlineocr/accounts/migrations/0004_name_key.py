"""The key of each user's name. Of users with the same key the one who signed in last keeps it; see `NameKey`."""

from django.db import migrations
from django.db.models import F

import onlineocr.accounts.models
from onlineocr.accounts import names


def fill(apps, schema_editor):
    users = apps.get_model("accounts", "User").objects.using(schema_editor.connection.alias)
    taken = set()
    for user in users.order_by(F("last_login").desc(nulls_last=True), "pk").iterator():
        key = names.key_of(user.username)
        users.filter(pk=user.pk).update(name_key=f"{key}#{user.pk}" if key in taken else key)
        taken.add(key)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_closing")]

    operations = [
        migrations.RemoveConstraint("user", "accounts_user_username_any_case"),
        migrations.AddField(
            "user", "name_key", onlineocr.accounts.models.NameKey(default="", editable=False, max_length=500)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
