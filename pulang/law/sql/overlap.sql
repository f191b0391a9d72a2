-- Two versions of one thing never share a day. Arguments: the columns that name the thing.
-- An exclusion constraint would need btree_gist, which the embedded PostgreSQL does not carry.
create or replace function law_refuse_overlap() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
  names text[] := tg_argv[0:];
  thing text := '';
  alike text := 'true';
  one text;
  clash boolean;
begin
  foreach one in array names loop
    thing := thing || '/' || coalesce(to_jsonb(new) ->> one, '');
    alike := alike || format(' and t.%I is not distinct from ($1).%I', one, one);
  end loop;
  -- Two officers at once: the second waits and then sees the first one's version.
  perform pg_advisory_xact_lock(hashtextextended(tg_table_name || thing, 0));
  execute format(
    'select exists (select from %I t where %s and t.id <> ($1).id'
    ' and daterange(t.valid_from, t.valid_to) && daterange(($1).valid_from, ($1).valid_to))',
    tg_table_name, alike) into clash using new;
  if clash then
    raise exception '% % has another version in that time', tg_table_name, thing
      using errcode = 'exclusion_violation';
  end if;
  return null;
end $$;

drop trigger if exists law_refuse_overlap on law_parameter;
create constraint trigger law_refuse_overlap after insert or update on law_parameter
  deferrable initially immediate for each row execute function law_refuse_overlap('code');
