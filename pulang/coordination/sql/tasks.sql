-- From desk to desk: whoever acts may put a task on any desk and close one by its key, and learns
-- nothing of it beyond that. Installed by coordination.database after each migration.

create or replace function coordination_open_task(
  p_public_id text, p_kind text, p_key text, p_desk text, p_person bigint, p_migration bigint,
  p_urgency integer, p_due_at timestamptz, p_facts jsonb, p_url text, p_at timestamptz, p_by bigint
) returns text
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  made text;
begin
  if access_membership() is distinct from p_by then
    raise exception 'a task is opened by whoever acts' using errcode = 'insufficient_privilege';
  end if;
  insert into coordination_task as t
    (public_id, kind, key, desk, person_id, migration_id, urgency, due_at, facts, url,
     opened_at, opened_by)
  values (p_public_id, p_kind, p_key, p_desk, p_person, p_migration, p_urgency, p_due_at, p_facts,
    p_url, p_at, p_by)
  on conflict (key) where done_at is null and cancelled_at is null do update
    set urgency = least(t.urgency, excluded.urgency), due_at = least(t.due_at, excluded.due_at)
  returning t.public_id into made;
  return made;
end $$;

create or replace function coordination_close_task(
  p_key text, p_how text, p_at timestamptz, p_by bigint
) returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  closed bigint;
begin
  if access_membership() is distinct from p_by then
    raise exception 'a task is closed by whoever acts' using errcode = 'insufficient_privilege';
  end if;
  update coordination_task set
    done_at = case when p_how = 'done' then p_at end,
    done_by = case when p_how = 'done' then p_by end,
    cancelled_at = case when p_how = 'cancelled' then p_at end,
    cancelled_by = case when p_how = 'cancelled' then p_by end
  where key = p_key and done_at is null and cancelled_at is null;
  get diagnostics closed = row_count;
  return closed;
end $$;

revoke execute on function coordination_open_task(text, text, text, text, bigint, bigint, integer,
  timestamptz, jsonb, text, timestamptz, bigint) from public;
revoke execute on function coordination_close_task(text, text, timestamptz, bigint) from public;
grant execute on function coordination_open_task(text, text, text, text, bigint, bigint, integer,
  timestamptz, jsonb, text, timestamptz, bigint) to {role};
grant execute on function coordination_close_task(text, text, timestamptz, bigint) to {role};
