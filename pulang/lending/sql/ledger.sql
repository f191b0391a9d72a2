-- The only doors of the ledger. Installed by lending.database after each migration; as the owner.

-- Who may post into a pool: the desk of its bank, and the service that closes days.
create or replace function lending_may_post(p_bank bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select access_role() = 'service'
    or ((access_permits('loan.write') or access_permits('loan.decide'))
        and p_bank = any(access_organisations()))
$$;

-- Who wants the pool's row stands in line: first come, first served. Waiting for the row itself each
-- change lets newcomers in before those who wait already, and in a crowd some wait several times.
create or replace function lending_queue(p_pool bigint) returns void
language sql volatile as $$ select pg_advisory_xact_lock(20260121, p_pool::integer) $$;

-- One event of the books. The same key again answers the posting that stands, if it says the same.
-- Lock order: the loans' balances by id, then the pool. The shared advisory lock keeps a day from being
-- closed while something is booked into it.
create or replace function lending_post(
  p_public_id text, p_pool bigint, p_kind text, p_key text, p_booked_on date, p_entries jsonb,
  p_reverses bigint, p_at timestamptz, p_by bigint
) returns table (posting bigint, is_new boolean)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  v_bank bigint;
  v_digest text := md5(p_kind || p_booked_on::text || p_entries::text || coalesce(p_reverses::text, ''));
  v_known lending_posting;
  v_id bigint;
  v_closed date;
  v_drawn integer := case when p_kind in ('disbursement', 'refund') then 1 else 0 end;
begin
  select bank_id into v_bank from lending_pool where id = p_pool;
  if v_bank is null or access_membership() is distinct from p_by or not lending_may_post(v_bank) then
    raise exception 'only the desk of its bank posts into a pool' using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock_shared(20260119, p_pool::integer);
  insert into lending_posting (public_id, pool_id, bank_id, kind, key, digest, booked_on, reverses_id,
    posted_at, posted_by)
  values (p_public_id, p_pool, v_bank, p_kind, p_key, v_digest, p_booked_on, p_reverses, p_at, p_by)
  on conflict (key) do nothing returning id into v_id;
  if v_id is null then
    select * into v_known from lending_posting where key = p_key;
    if v_known.digest <> v_digest or v_known.pool_id <> p_pool then
      raise exception 'the key % stands for another posting', p_key using errcode = 'unique_violation';
    end if;
    return query select v_known.id, false;
    return;
  end if;
  select closed_through into v_closed from lending_pool where id = p_pool;
  if p_booked_on <= v_closed then
    raise exception 'lending.closed_period %', v_closed using errcode = 'check_violation';
  end if;
  if jsonb_array_length(p_entries) = 0 then
    raise exception 'a posting without entries' using errcode = 'check_violation';
  end if;
  if p_kind = 'disbursement' and not exists (
    select from lending_tranche t where p_key = 'tranche:' || t.public_id and t.pool_id = p_pool
      and t.state = 'sent' and p_entries = jsonb_build_array(jsonb_build_object(
        'debit', 'principal', 'credit', 'cash', 'amount', t.amount, 'loan', t.loan_id))
  ) then
    raise exception 'only a tranche that was sent is paid out' using errcode = 'check_violation';
  end if;
  if p_kind = 'reversal' then
    select case when kind in ('disbursement', 'refund') then 1 else 0 end into v_drawn
    from lending_posting where id = p_reverses and pool_id = p_pool;
    if v_drawn is null then
      raise exception 'nothing to reverse' using errcode = 'check_violation';
    end if;
  end if;
  insert into lending_entry (posting_id, pool_id, bank_id, booked_on, debit, credit, amount, loan_id)
  select v_id, p_pool, v_bank, p_booked_on, e.debit, e.credit, e.amount, e.loan
  from jsonb_to_recordset(p_entries) as e(debit text, credit text, amount bigint, loan bigint);
  if exists (
    select from lending_entry e left join lending_loan l on l.id = e.loan_id
    where e.posting_id = v_id and e.loan_id is not null and l.pool_id is distinct from p_pool
  ) then
    raise exception 'a loan of another pool' using errcode = 'check_violation';
  end if;
  perform 1 from lending_balance b
  where b.loan_id in (select loan_id from lending_entry where posting_id = v_id)
  order by b.loan_id for no key update;
  update lending_balance b set
    principal = b.principal + d.principal, interest = b.interest + d.interest,
    penalty = b.penalty + d.penalty, advance = b.advance + d.advance,
    drawn = b.drawn + v_drawn * d.principal,
    repaid = b.repaid + d.repaid
  from (
    select loan_id,
      sum(case 'principal' when debit then amount when credit then -amount else 0 end) as principal,
      sum(case 'interest' when debit then amount when credit then -amount else 0 end) as interest,
      sum(case 'penalty' when debit then amount when credit then -amount else 0 end) as penalty,
      sum(case 'advance' when credit then amount when debit then -amount else 0 end) as advance,
      -- What came from her: in cash, or out of what waited at the suspense desk.
      case when v_drawn = 1 or p_kind = 'insurance' then 0 else sum(
        case when debit in ('cash', 'suspense') then amount
             when credit in ('cash', 'suspense') then -amount else 0 end) end as repaid
    from lending_entry where posting_id = v_id and loan_id is not null group by loan_id
  ) d where d.loan_id = b.loan_id;
  if exists (
    select from lending_entry e where e.posting_id = v_id
      and array[e.debit, e.credit] && array['principal', 'write_off', 'recovery', 'capital', 'cash']::varchar[]
  ) then
    perform lending_queue(p_pool);
  end if;
  -- Paid out, it is no longer bound but out: in one statement, or the pool would seem overdrawn.
  update lending_pool p set
    committed = p.committed - case when p_kind = 'disbursement' then d.outstanding else 0 end,
    outstanding = p.outstanding + d.outstanding, lost = p.lost + d.lost,
    capital = p.capital + d.capital, capitalised = p.capitalised + d.capitalised, cash = p.cash + d.cash
  from (
    select
      sum(case 'principal' when debit then amount when credit then -amount else 0 end) as outstanding,
      sum(case 'write_off' when debit then amount when credit then -amount else 0 end)
        - sum(case 'recovery' when credit then amount when debit then -amount else 0 end) as lost,
      sum(case 'capital' when credit then amount when debit then -amount else 0 end) as capital,
      -- Interest that became principal: no money went out for it.
      sum(case when (debit, credit) = ('principal', 'interest') then amount
               when (debit, credit) = ('interest', 'principal') then -amount else 0 end) as capitalised,
      sum(case 'cash' when debit then amount when credit then -amount else 0 end) as cash
    from lending_entry where posting_id = v_id
  ) d
  where p.id = p_pool and (d.outstanding, d.lost, d.capital, d.capitalised, d.cash) is distinct from (0, 0, 0, 0, 0);
  return query select v_id, true;
end $$;

-- What tranches bind. Written last in a transaction, so that the pool's row is held but shortly.
create or replace function lending_commit() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_bound constant text[] := array['planned', 'prepared', 'released', 'sent'];
  v_delta bigint := 0;
begin
  if tg_op = 'UPDATE' and new.state = 'paid' then return null; end if;  -- lending_post moved it
  if tg_op = 'UPDATE' and old.state = any(v_bound) then v_delta := v_delta - old.amount; end if;
  if new.state = any(v_bound) then v_delta := v_delta + new.amount; end if;
  if v_delta <> 0 then
    -- Before the pool's row: the end of a day waits for us with that row in its hands otherwise.
    perform pg_advisory_xact_lock_shared(20260119, new.pool_id::integer);
    perform lending_queue(new.pool_id);
    update lending_pool set committed = committed + v_delta where id = new.pool_id;
  end if;
  return null;
end $$;

-- The allowed steps of a tranche; what is paid stays paid. From lending.terms.NEXT_OF_TRANCHE.
create or replace function lending_guard_tranche() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'planned' then
      raise exception 'a tranche begins as planned' using errcode = 'check_violation';
    end if;
    if new.pool_id <> (select pool_id from lending_loan where id = new.loan_id) then
      raise exception 'a tranche of another pool' using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if new.state <> old.state
    and (old.state, new.state) not in (values {tranche_steps}) then
    raise exception 'no step leads from % to %', old.state, new.state using errcode = 'check_violation';
  end if;
  if new.state = 'paid' and not exists (
    select from lending_entry e where e.posting_id = new.posting_id and e.loan_id = new.loan_id
      and e.debit = 'principal' and e.credit = 'cash' and e.amount = new.amount
  ) then
    raise exception 'a tranche is paid with its posting' using errcode = 'check_violation';
  end if;
  if new.state in ('prepared', 'released', 'sent') and not exists (
    select from lending_payee p where p.id = new.payee_id and p.stopped_at is null
      and p.allowed_at is not null
  ) then
    raise exception 'this payee is not allowed' using errcode = 'check_violation';
  end if;
  return new;
end $$;

-- Maker and checker are two human beings, not two memberships of one.
create or replace function lending_two_people(p_one bigint, p_other bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select p_one is null or p_other is null or not exists (
    select from access_membership a join access_membership b on b.user_id = a.user_id
    where a.id = p_one and b.id = p_other
  )
$$;

create or replace function lending_guard_two() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_row jsonb := to_jsonb(new);
begin
  if not lending_two_people(
    (v_row ->> tg_argv[0])::bigint, (v_row ->> tg_argv[1])::bigint
  ) then
    raise exception 'lending.same_person' using errcode = 'check_violation';
  end if;
  return new;
end $$;

do $$
declare
  v_table text;
  v_maker text;
  v_checker text;
begin
  for v_table, v_maker, v_checker in values
    ('lending_application', 'proposed_by', 'decided_by'),
    ('lending_tranche', 'prepared_by', 'released_by'),
    ('lending_payee', 'added_by', 'allowed_by'),
    ('lending_loanrequest', 'asked_by', 'answered_by')
  loop
    execute format('drop trigger if exists lending_two_people on %I', v_table);
    execute format('create trigger lending_two_people before insert or update of %I on %I'
      ' for each row execute function lending_guard_two(%L, %L)',
      v_checker, v_table, v_maker, v_checker);
  end loop;
end $$;

drop trigger if exists lending_guard_tranche on lending_tranche;
create trigger lending_guard_tranche before insert or update on lending_tranche
  for each row execute function lending_guard_tranche();
drop trigger if exists lending_commit on lending_tranche;
create trigger lending_commit after insert or update of state on lending_tranche
  for each row execute function lending_commit();

revoke execute on function lending_may_post(bigint) from public;
revoke execute on function lending_queue(bigint) from public;
revoke execute on function lending_commit() from public;
revoke execute on function lending_guard_tranche() from public;
revoke execute on function lending_guard_two() from public;
revoke execute on function lending_two_people(bigint, bigint) from public;
revoke execute on function lending_post(text, bigint, text, text, date, jsonb, bigint, timestamptz, bigint)
  from public;
grant execute on function lending_post(text, bigint, text, text, date, jsonb, bigint, timestamptz, bigint)
  to {role};
