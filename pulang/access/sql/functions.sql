-- What the policies ask. Each runs as the owner, reads the membership named by the session
-- (set by the application for each request) and answers for it alone. An ended membership, an
-- inactive user or an inactive organisation answers nothing.

create or replace function access_membership() returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select m.id from access_membership m
  join access_user u on u.id = m.user_id and u.is_active
  join access_organisation o on o.id = m.organisation_id and o.is_active
  where m.id = nullif(current_setting('pulang.membership', true), '')::bigint
    and m.ended_at is null
$$;

create or replace function access_area() returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select area from access_membership where id = access_membership()
$$;

create or replace function access_organisations() returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(organisation_id), '{}')
  from access_membership where id = access_membership()
$$;

create or replace function access_reach(class text) returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce((
    select g.reach from access_grant g
    join access_membership m on m.role = g.role
    where m.id = access_membership() and g.what = class), 'none')
$$;

create or replace function access_permits(permission text) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from access_grant g
    join access_membership m on m.role = g.role
    where m.id = access_membership() and g.what = permission and g.reach = 'may')
$$;

create or replace function access_opened(subject text) returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(subject_key), '{}') from access_emergencyaccess
  where membership_id = access_membership() and kind = subject and until > now()
$$;

-- History: one trigger function for every table, by statement, as the owner.
create or replace function access_keep_history() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  who bigint := nullif(current_setting('pulang.membership', true), '')::bigint;
  why text := coalesce(current_setting('pulang.reason', true), '');
  whence text := coalesce(current_setting('pulang.request', true), '');
begin
  if tg_op = 'UPDATE' then
    insert into access_historyentry
      (at, "table", row_id, operation, before, after, membership_id, reason, request, transaction)
    select clock_timestamp(), tg_table_name, coalesce(o.j->>'id', o.j->>'code', ''), 'update', o.j, n.j, who, why, whence,
           pg_current_xact_id()::text::bigint
    from (select to_jsonb(t) as j, row_number() over () as r from old_rows t) o
    join (select to_jsonb(t) as j, row_number() over () as r from new_rows t) n using (r)
    where o.j is distinct from n.j;
  elsif tg_op = 'DELETE' then
    insert into access_historyentry
      (at, "table", row_id, operation, before, after, membership_id, reason, request, transaction)
    select clock_timestamp(), tg_table_name, coalesce(to_jsonb(t)->>'id', to_jsonb(t)->>'code', ''), 'delete', to_jsonb(t), null, who, why,
           whence, pg_current_xact_id()::text::bigint
    from old_rows t;
  else
    insert into access_historyentry
      (at, "table", row_id, operation, before, after, membership_id, reason, request, transaction)
    select clock_timestamp(), tg_table_name, coalesce(to_jsonb(t)->>'id', to_jsonb(t)->>'code', ''), 'insert', null, to_jsonb(t), who, why,
           whence, pg_current_xact_id()::text::bigint
    from new_rows t;
  end if;
  return null;
end $$;

create or replace function access_refuse_change() returns trigger
language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
