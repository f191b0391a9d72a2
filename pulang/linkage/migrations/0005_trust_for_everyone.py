"""How far each list is trusted, for everybody who settles a golden record.

A village officer who corrects a name may not see which lists there are, but her correction must give
the same golden record as the steward's: the rule needs the trust of each source.
"""

from django.db import migrations

CREATE = """
create or replace function linkage_trust() returns table (source text, trust integer)
language sql stable security definer set search_path = public, pg_temp as $$
  select slug::text, trust::integer from linkage_source
$$
"""


class Migration(migrations.Migration):
    dependencies = [("linkage", "0004_run_scope")]

    operations = [migrations.RunSQL(CREATE, "drop function if exists linkage_trust()")]
