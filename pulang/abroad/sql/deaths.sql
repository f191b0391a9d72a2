-- What the database itself holds of a death abroad. Installed by abroad.deaths_database.

-- No message about a death leaves before the family was told in person: the one promise of this
-- package that must hold whoever writes the next sender.
create or replace function abroad_guard_notice() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (
    select from abroad_deathcase c
    join abroad_deathstepstate s on s.case_id = c.id and s.step = 'D2' and s.state = 'done'
    where c.id = new.case_id and c.told_at is not null
  ) then
    raise exception 'the family has not been told in person' using errcode = 'check_violation';
  end if;
  return new;
end $$;

-- The family is told once; a closed case has every step ended.
create or replace function abroad_guard_case() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if old.told_at is not null and (new.told_at, new.person_id, new.teller, new.told_whom)
     is distinct from (old.told_at, old.person_id, old.teller, old.told_whom)
     and new.merged_into_id is null then
    raise exception 'the family was told already' using errcode = 'check_violation';
  end if;
  if new.closed_at is not null and old.closed_at is null and exists (
    select from abroad_deathstepstate s
    where s.case_id = new.id and s.state in ('waiting', 'open')
  ) then
    raise exception 'steps of this case have not ended' using errcode = 'check_violation';
  end if;
  return new;
end $$;

create or replace function abroad_guard_step() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' and new.state in ('done', 'waived') then
    raise exception 'a step does not begin ended' using errcode = 'check_violation';
  end if;
  if new.state = 'waiting' or tg_op = 'UPDATE' and new.state = old.state then
    return new;
  end if;
  if exists (
    select from (values {order}) as o (step, after) -- from abroad.rules.steps
    join abroad_deathstepstate s on s.case_id = new.case_id and s.step = o.after
    where o.step = new.step and s.state in ('waiting', 'open')
  ) then
    raise exception 'what comes before % has not ended', new.step using errcode = 'check_violation';
  end if;
  if new.step = 'D2' and new.state = 'done' and not exists (
    select from abroad_deathcase c where c.id = new.case_id and c.told_at is not null
  ) then
    raise exception 'nobody has told the family' using errcode = 'check_violation';
  end if;
  return new;
end $$;

-- Two offices that promise at once wait for each other here.
create or replace function abroad_guard_share() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  whole bigint;
  taken bigint;
begin
  select amount into whole from abroad_costitem where id = new.item_id for update;
  if new.withdrawn_at is not null then
    return new;
  end if;
  select coalesce(sum(amount), 0) into taken from abroad_costshare
  where item_id = new.item_id and withdrawn_at is null and id is distinct from new.id;
  if taken + new.amount > whole then
    raise exception 'this cost is covered' using errcode = 'check_violation';
  end if;
  return new;
end $$;

create or replace function abroad_guard_cost() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.amount < (select coalesce(sum(amount), 0) from abroad_costshare
                   where item_id = new.id and withdrawn_at is null) then
    raise exception 'more than this is promised already' using errcode = 'check_violation';
  end if;
  return new;
end $$;

drop trigger if exists abroad_guard_notice on abroad_deathnotice;
create trigger abroad_guard_notice before insert on abroad_deathnotice
  for each row execute function abroad_guard_notice();
drop trigger if exists abroad_guard_case on abroad_deathcase;
create trigger abroad_guard_case before update on abroad_deathcase
  for each row execute function abroad_guard_case();
drop trigger if exists abroad_guard_step on abroad_deathstepstate;
create trigger abroad_guard_step before insert or update on abroad_deathstepstate
  for each row execute function abroad_guard_step();
drop trigger if exists abroad_guard_share on abroad_costshare;
create trigger abroad_guard_share before insert or update on abroad_costshare
  for each row execute function abroad_guard_share();
drop trigger if exists abroad_guard_cost on abroad_costitem;
create trigger abroad_guard_cost before update of amount on abroad_costitem
  for each row execute function abroad_guard_cost();

revoke execute on function abroad_guard_notice() from public;
revoke execute on function abroad_guard_case() from public;
revoke execute on function abroad_guard_step() from public;
revoke execute on function abroad_guard_share() from public;
revoke execute on function abroad_guard_cost() from public;
