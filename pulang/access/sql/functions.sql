-- What the policies ask. Each function runs as the owner, so that no policy of the tables it reads
-- stands in its way, with a search path that a caller cannot bend. `parallel restricted`: the
-- leader asks once, workers get the answer.
--
-- Who acts stands in two session settings: `pulang.membership`, and `pulang.proof`, an HMAC of the
-- membership and of this very connection under a key that only the owner can read. SQL smuggled
-- into a query, or a stolen password of the application's role, can write the first, not the second.

create table if not exists access_key (inner_pad bytea not null, outer_pad bytea not null);
comment on table access_key is 'HMAC key (padded) that proves who acts; written by `pulang migrate`.';
create table if not exists access_auditpending (entry_id bigint primary key);
comment on table access_auditpending is 'Audit entries that the hash chain has not reached yet.';

create or replace function access_acting() returns bigint
language plpgsql stable parallel restricted security definer set search_path = public, pg_temp as $$
declare
  named text := coalesce(current_setting('pulang.membership', true), '');
begin
  if named !~ '^[0-9]{1,18}$' then
    return null;
  end if;
  if exists (
    select from access_key k
    where current_setting('pulang.proof', true) = encode(sha256(k.outer_pad || sha256(
      k.inner_pad || convert_to(named || ':' || pg_backend_pid(), 'UTF8'))), 'hex')
  ) then
    return named::bigint;
  end if;
  return null;
end $$;

-- An ended membership, an inactive user or an inactive organisation answers nothing.
create or replace function access_membership() returns bigint
language sql stable parallel restricted security definer set search_path = public, pg_temp as $$
  select m.id from access_membership m
  join access_user u on u.id = m.user_id and u.is_active
  join access_organisation o on o.id = m.organisation_id and o.is_active
  where m.id = access_acting() and m.ended_at is null
$$;

create or replace function access_user() returns bigint
language sql stable parallel restricted security definer set search_path = public, pg_temp as $$
  select user_id from access_membership where id = access_membership()
$$;

create or replace function access_area() returns text
language sql stable parallel restricted security definer set search_path = public, pg_temp as $$
  select area from access_membership where id = access_membership()
$$;

-- A worker's office is the village that registered her: it opens nothing of her neighbours.
create or replace function access_organisations() returns bigint[]
language sql stable parallel restricted security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(organisation_id), '{}')
  from access_membership where id = access_membership() and role <> 'worker'
$$;

create or replace function access_role() returns text
language sql stable parallel restricted security definer set search_path = public, pg_temp as $$
  select role from access_membership where id = access_membership()
$$;

-- The data classes in which the acting role sees any single record.
create or replace function access_classes() returns text[]
language sql stable parallel restricted security definer set search_path = public, pg_temp as $$
  select array_agg(g.what) || '{D0,D1}' from access_grant g
  join access_membership m on m.role = g.role
  where m.id = access_membership() and g.reach in ('all', 'jurisdiction', 'assigned', 'own')
$$;

-- The desks whose work the acting membership does: her role in her area, her office, herself.
create or replace function access_desks() returns text[]
language sql stable parallel restricted security definer set search_path = public, pg_temp as $$
  select array[role || '@' || area, 'org:' || organisation_id, 'member:' || id]
  from access_membership where id = access_membership()
$$;

create or replace function access_reach(class text) returns text
language sql stable parallel restricted security definer set search_path = public, pg_temp as $$
  select coalesce((
    select g.reach from access_grant g
    join access_membership m on m.role = g.role
    where m.id = access_membership() and g.what = class), 'none')
$$;

create or replace function access_permits(permission text) returns boolean
language sql stable parallel restricted security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from access_grant g
    join access_membership m on m.role = g.role
    where m.id = access_membership() and g.what = permission and g.reach = 'may')
$$;

create or replace function access_open_ids(subject text) returns text[]
language sql stable parallel restricted security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(subject_id::text), '{}') from access_emergencyaccess
  where membership_id = access_membership() and kind = subject
    and until > now() and closed_at is null
$$;

create or replace function access_emergencies_today() returns bigint
language sql stable parallel restricted security definer set search_path = public, pg_temp as $$
  select count(*) from access_emergencyaccess
  where membership_id = access_membership() and opened_at > now() - interval '24 hours'
$$;

-- Audit: the only way in. Whoever acts can be named by nobody else.
create or replace function access_record(
  p_at timestamptz, p_event text, p_kind text, p_subject text, p_user bigint, p_membership bigint,
  p_organisation bigint, p_facts jsonb, p_request text) returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  acting bigint := access_acting();
  made bigint;
begin
  if acting is not null and p_membership is not null and acting <> p_membership then
    raise exception 'membership % acts, the audit entry names %: act by access.context.acting',
      acting, p_membership using errcode = 'insufficient_privilege';
  end if;
  insert into access_auditentry
    (at, event, subject_kind, subject_id, user_id, membership_id, organisation_id, facts, request)
  values (p_at, p_event, p_kind, p_subject, p_user, p_membership, p_organisation, p_facts,
    coalesce(nullif(p_request, ''), current_setting('pulang.request', true), ''))
  returning id into made;
  insert into access_auditpending values (made);
  return made;
end $$;

-- What the chain covers, field by field; queries/audit.py computes the same, independently.
create or replace function access_audit_text(e access_auditentry) returns text
language sql stable set search_path = public, pg_temp as $$
  select concat_ws(E'\x1f', e.id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    e.event, e.subject_kind, e.subject_id, coalesce(e.user_id::text, '-'),
    coalesce(e.membership_id::text, '-'), coalesce(e.organisation_id::text, '-'),
    e.facts::text, e.request)
$$;

-- Chains what was committed since the last time. One sealer at a time, nobody waits: who finds the
-- lock taken leaves the work to the holder, the next request or `pulang audit verify`.
create or replace function access_seal_audit(p_wait boolean default false) returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  last_position bigint;
  last_hash bytea;
  sealed bigint := 0;
  due bigint;
  e access_auditentry;
begin
  if p_wait then
    perform pg_advisory_xact_lock(20260117);
  elsif not pg_try_advisory_xact_lock(20260117) then
    return 0;
  end if;
  select position, hash into last_position, last_hash
  from access_auditlink order by position desc limit 1;
  last_position := coalesce(last_position, 0);
  last_hash := coalesce(last_hash, ''::bytea);
  -- From the few that wait to their entries, one by one: joined, the planner may choose to read the
  -- whole trail from its beginning for the sake of one entry.
  for due in select entry_id from access_auditpending order by entry_id limit 50000 loop
    select a.* into e from access_auditentry a where a.id = due;
    continue when not found;
    last_position := last_position + 1;
    last_hash := sha256(last_hash || convert_to(access_audit_text(e), 'UTF8'));
    insert into access_auditlink (entry_id, position, hash)
    values (due, last_position, last_hash);
    delete from access_auditpending where entry_id = due;
    sealed := sealed + 1;
  end loop;
  return sealed;
end $$;

-- The same within the statement that writes entries. A chain that cannot be extended now is extended
-- later, and takes no entry with it; only the code is said, for a message may quote a row.
create or replace function access_chain_audit() returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  return access_seal_audit(false);
exception when others then
  raise warning 'the chain of the audit trail waits: %', sqlstate;
  return 0;
end $$;

-- History: one trigger function for every table, by statement, as the owner. Arguments: the primary
-- key's column, then columns whose values are not kept (a password's hash).
create or replace function access_keep_history() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_variable
-- Tables have columns named as these variables are (places_place.key).
declare
  key constant text := tg_argv[0];
  without constant text[] := coalesce(tg_argv[1:], '{}');
  who constant bigint := access_acting();
  why constant text := coalesce(current_setting('pulang.reason', true), '');
  whence constant text := coalesce(current_setting('pulang.request', true), '');
  number constant bigint := pg_current_xact_id()::text::bigint;
begin
  if tg_op = 'UPDATE' then
    -- A changed primary key shows as two halves: the old row without `after`, the new without `before`.
    insert into access_historyentry
      (at, "table", row_id, operation, before, after, membership_id, reason, request, transaction)
    select clock_timestamp(), tg_table_name, coalesce(o.k, n.k), 'update', o.j, n.j,
           who, why, whence, number
    from (select to_jsonb(t)->>key as k, to_jsonb(t) - without as j from old_rows t) o
    full join (select to_jsonb(t)->>key as k, to_jsonb(t) - without as j from new_rows t) n
      on n.k = o.k
    where o.j is distinct from n.j;
  elsif tg_op = 'DELETE' then
    insert into access_historyentry
      (at, "table", row_id, operation, before, after, membership_id, reason, request, transaction)
    select clock_timestamp(), tg_table_name, to_jsonb(t)->>key, 'delete', to_jsonb(t) - without,
           null, who, why, whence, number
    from old_rows t;
  else
    insert into access_historyentry
      (at, "table", row_id, operation, before, after, membership_id, reason, request, transaction)
    select clock_timestamp(), tg_table_name, to_jsonb(t)->>key, 'insert', null,
           to_jsonb(t) - without, who, why, whence, number
    from new_rows t;
  end if;
  return null;
end $$;

create or replace function access_refuse_change() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;

-- Whoever holds an account's address and password is that person: only she changes the password,
-- only an administrator the address and whether it may sign in.
create or replace function access_guard_user() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  if (new.email, new.is_active, new.public_id) is distinct from
     (old.email, old.is_active, old.public_id) and not access_permits('membership.write') then
    raise exception 'only an administrator changes address or activity of an account'
      using errcode = 'insufficient_privilege';
  end if;
  if new.password is distinct from old.password
     and access_membership() is not null and access_user() <> new.id then
    raise exception 'nobody sets the password of somebody else'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
