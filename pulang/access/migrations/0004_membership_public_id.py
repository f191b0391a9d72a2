"""A public id for memberships: integer keys never leave the database."""

from django.db import migrations, models

import pulang.base.ids


def give_ids(apps, schema_editor):
    """Give each membership an id of its own."""
    membership = apps.get_model("access", "Membership")
    for row in membership.objects.filter(public_id="").iterator():
        row.public_id = pulang.base.ids.new_ulid()
        row.save(update_fields=["public_id"])


class Migration(migrations.Migration):
    dependencies = [("access", "0003_shared_cache")]

    operations = [
        migrations.AddField(
            "membership",
            "public_id",
            models.CharField(max_length=26, default="", editable=False),
            preserve_default=False,
        ),
        migrations.RunPython(give_ids, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            "membership",
            "public_id",
            models.CharField(
                max_length=26, unique=True, default=pulang.base.ids.new_ulid, editable=False
            ),
        ),
    ]
