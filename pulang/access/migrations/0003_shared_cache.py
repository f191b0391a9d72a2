"""The cache that all processes share: sign-in attempts are counted there."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("access", "0002_trail_and_desk")]

    operations = [
        migrations.RunSQL(
            """
            create table if not exists access_cache (
              cache_key varchar(255) primary key, value text not null, expires timestamptz not null
            );
            create index if not exists access_cache_expires on access_cache (expires);
            """,
            "drop table access_cache",
        )
    ]
