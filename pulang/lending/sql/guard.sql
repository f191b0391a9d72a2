-- The steps of applications and loans, and who may take them. Installed by lending.database after each
-- migration. Steps come from lending.terms; whoever is the owner (migrations, demo) is not asked.

create or replace function lending_guard_application() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'draft' then
      raise exception 'an application begins as a draft' using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if new.state <> old.state and (old.state, new.state) not in (values {application_steps}) then
    raise exception 'no step leads from % to %', old.state, new.state using errcode = 'check_violation';
  end if;
  if new.state <> old.state and (
    (new.state in ('approved', 'refused') and not access_permits('loan.decide'))
    or (new.state = 'proposed' and not access_permits('loan.write'))
  ) then
    raise exception 'this step belongs to the desk of the bank' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

create or replace function lending_guard_loan() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_balance lending_balance;
begin
  if tg_op = 'INSERT' then
    if new.state <> 'approved' or not access_permits('loan.decide') then
      raise exception 'a loan begins with a decision' using errcode = 'insufficient_privilege';
    end if;
    return new;
  end if;
  if access_role() = 'worker' and new.state not in (old.state, 'signed') then
    raise exception 'she signs; the rest belongs to the bank' using errcode = 'insufficient_privilege';
  end if;
  if new.state = old.state then return new; end if;
  if (old.state, new.state) not in (values {loan_steps}) then
    raise exception 'no step leads from % to %', old.state, new.state using errcode = 'check_violation';
  end if;
  select * into v_balance from lending_balance where loan_id = new.id;
  if new.state in ('settled', 'written_off')
    and (v_balance.principal > 0 or v_balance.interest > 0 or v_balance.penalty > 0) then
    raise exception 'something is still owed on this loan' using errcode = 'check_violation';
  end if;
  if new.state = 'cancelled' and v_balance.drawn > 0 then
    raise exception 'money went out on this loan' using errcode = 'check_violation';
  end if;
  return new;
end $$;

drop trigger if exists lending_guard_application on lending_application;
create trigger lending_guard_application before insert or update of state on lending_application
  for each row when (current_user = '{role}') execute function lending_guard_application();
drop trigger if exists lending_guard_loan on lending_loan;
create trigger lending_guard_loan before insert or update on lending_loan
  for each row when (current_user = '{role}') execute function lending_guard_loan();
revoke execute on function lending_guard_application() from public;
revoke execute on function lending_guard_loan() from public;
