-- What the database itself holds of a migration. Installed by journey.database after each migration.

-- The allowed steps, from journey.terms.NEXT; '' is the beginning of a file. They stand in a function and
-- not in a table: the application may write the tables it can reach, and no function.
create or replace function journey_may_step(from_stage text, to_stage text) returns boolean
language sql immutable set search_path = public, pg_temp as $$
  select (from_stage, to_stage) in (values {steps})
$$;
drop table if exists journey_step;

-- No stage changes without a gate that opened in this very transaction. A correction may only go
-- back to a stage that she had reached before.
create or replace function journey_guard_stage() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  decision journey_gatedecision;
begin
  if tg_op = 'INSERT' then
    if not journey_may_step('', new.stage) then
      raise exception 'a migration cannot begin at %', new.stage using errcode = 'check_violation';
    end if;
    if new.stage <> 'interested' and new.procedural_status = 'PROSEDURAL' then
      raise exception 'who was not followed from the beginning has not shown the procedure'
        using errcode = 'check_violation';
    end if;
    return new;
  end if;
  select * into decision from journey_gatedecision d
  where d.migration_id = new.id and d.stage = new.stage
    and d.transaction = pg_current_xact_id()::text::bigint
  order by d.id desc limit 1;
  if decision.id is null then
    raise exception 'no gate opened to % for migration %', new.stage, new.id
      using errcode = 'check_violation';
  end if;
  if decision.is_correction then
    if not exists (
      select from journey_event e
      where e.migration_id = new.id and e.stage = new.stage and e.state = 'holds'
    ) then
      raise exception 'a correction cannot lead to %: she was never there', new.stage
        using errcode = 'check_violation';
    end if;
  elsif not journey_may_step(old.stage, new.stage) then
    raise exception 'no step leads from % to %', old.stage, new.stage
      using errcode = 'check_violation';
  end if;
  return new;
end $$;

drop trigger if exists journey_guard_stage_insert on journey_migration;
create trigger journey_guard_stage_insert before insert on journey_migration for each row
  when (current_user = '{role}') execute function journey_guard_stage();
drop trigger if exists journey_guard_stage_update on journey_migration;
create trigger journey_guard_stage_update before update of stage on journey_migration for each row
  when (old.stage is distinct from new.stage and current_user = '{role}')
  execute function journey_guard_stage();

-- Her migrations lie where she lives and are known to whom she is known: columns repeated, so that
-- a list of a million is filtered on its own index, and never apart.
create or replace function journey_follow_person() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update journey_migration set place_code = new.place_code, known_to = new.known_to
  where person_id = new.id
    and (place_code, known_to) is distinct from (new.place_code, new.known_to);
  return null;
end $$;

create or replace function journey_as_person() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  select p.place_code, p.known_to into new.place_code, new.known_to
  from people_person p where p.id = new.person_id;
  return new;
end $$;

drop trigger if exists journey_follow_person on people_person;
create trigger journey_follow_person after update on people_person for each row
  when ((old.place_code, old.known_to) is distinct from (new.place_code, new.known_to))
  execute function journey_follow_person();
drop trigger if exists journey_as_person on journey_migration;
create trigger journey_as_person before insert or update of person_id on journey_migration
  for each row execute function journey_as_person();

revoke execute on function journey_guard_stage() from public;
revoke execute on function journey_follow_person() from public;
revoke execute on function journey_as_person() from public;
