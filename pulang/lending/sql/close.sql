-- The close of a day, set by set. Each batch is one transaction: a loan that is done for the day is
-- skipped by `accrued_through`, so a killed run goes on where it stopped and a second run does nothing.
-- Installed by lending.database after each migration; as the owner.

-- Interest of a period earned through the end of a day: whole rupiah, half up, without drift
-- (rules.accrual.accrued says the same; a property test compares them).
create or replace function lending_accrued(p_total bigint, p_from date, p_to date, p_day date)
returns bigint language sql immutable parallel safe as $$
  select case
    when p_total = 0 or p_day < p_from then 0
    when p_day + 1 >= p_to then p_total
    else (2 * p_total * (p_day + 1 - p_from) + (p_to - p_from)) / (2 * (p_to - p_from)) end
$$;

-- Two runs at once take turns, batch by batch: together they do what one would do.
create or replace function lending_one_closer(p_pool bigint, p_by bigint) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if access_membership() is distinct from p_by
    or not lending_may_post((select bank_id from lending_pool where id = p_pool)) then
    raise exception 'only the desk of its bank closes its days' using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(20260120, p_pool::integer);
end $$;

-- Accrue one batch of loans after `p_after`; answer the last loan, how many, how much.
create or replace function lending_accrue(
  p_pool bigint, p_day date, p_after bigint, p_most integer, p_public_id text, p_at timestamptz, p_by bigint
) returns table (last_loan bigint, loans bigint, interest bigint)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  v_bank bigint;
  v_first bigint;
  v_posting bigint;
begin
  perform lending_one_closer(p_pool, p_by);
  select bank_id into v_bank from lending_pool where id = p_pool;
  if not exists (select from lending_dayclose where pool_id = p_pool and day = p_day and finished_at is null) then
    return query select null::bigint, 0::bigint, 0::bigint;  -- another run finished it meanwhile
    return;
  end if;
  select b.loan_id into v_first from lending_balance b
  where b.pool_id = p_pool and b.is_running and b.loan_id > p_after and b.accrued_through < p_day
  order by b.loan_id limit 1;
  if v_first is null then
    return query select null::bigint, 0::bigint, 0::bigint;
    return;
  end if;
  insert into lending_posting (public_id, pool_id, bank_id, kind, key, digest, booked_on, posted_at, posted_by)
  values (p_public_id, p_pool, v_bank, 'accrual', format('accrual:%s', p_public_id), 'batch',
    p_day, p_at, p_by)
  returning id into v_posting;
  return query
  with chosen as materialized (
    select b.loan_id, b.accrual_done as before,
      case when b.halted_since is not null then b.accrual_done else greatest(b.accrual_done,
        lending_accrued(b.accrual_total, b.accrual_from, b.accrual_to, p_day)) end as now
    from lending_balance b
    where b.pool_id = p_pool and b.is_running and b.loan_id >= v_first and b.accrued_through < p_day
    order by b.loan_id limit p_most for no key update
  ), moved as (
    update lending_balance b
    set accrual_done = c.now, interest = b.interest + c.now - c.before, accrued_through = p_day
    from chosen c where b.loan_id = c.loan_id
  ), entered as (
    insert into lending_entry (posting_id, pool_id, bank_id, booked_on, debit, credit, amount, loan_id)
    select v_posting, p_pool, v_bank, p_day, 'interest', 'interest_income', c.now - c.before, c.loan_id
    from chosen c where c.now > c.before
  ), counted as (
    select max(c.loan_id) as last_loan, count(*) as loans,
      coalesce(sum(c.now - c.before), 0)::bigint as interest from chosen c
  ), kept as (
    update lending_dayclose d set loans = d.loans + n.loans, interest = d.interest + n.interest
    from counted n where d.pool_id = p_pool and d.day = p_day
  )
  select n.last_loan, n.loans, n.interest from counted n;
end $$;

-- Bring one loan's interest up to a day, before something is booked on it (the same sum the close of
-- these days would book; the close then finds it done). A period that ends meanwhile is turned.
create or replace function lending_accrue_one(
  p_loan bigint, p_day date, p_public_id text, p_at timestamptz, p_by bigint
) returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  v_balance lending_balance;
  v_bank bigint;
  v_amount bigint := 0;
  v_more bigint;
  v_posting bigint;
begin
  select pool_id into v_balance.pool_id from lending_balance where loan_id = p_loan;
  select bank_id into v_bank from lending_pool where id = v_balance.pool_id;
  if v_bank is null or access_membership() is distinct from p_by or not lending_may_post(v_bank) then
    raise exception 'only the desk of its bank posts into a pool' using errcode = 'insufficient_privilege';
  end if;
  -- Before the row: the end of a day waits for postings under way, and must find none that waits for it.
  perform pg_advisory_xact_lock_shared(20260119, v_balance.pool_id::integer);
  select * into v_balance from lending_balance where loan_id = p_loan for no key update;
  if not v_balance.is_running or v_balance.accrued_through >= p_day then return 0; end if;
  if p_day <= (select closed_through from lending_pool where id = v_balance.pool_id) then return 0; end if;
  if v_balance.halted_since is null then
    loop
      v_more := greatest(0, lending_accrued(v_balance.accrual_total, v_balance.accrual_from,
        v_balance.accrual_to, p_day) - v_balance.accrual_done);
      v_amount := v_amount + v_more;
      v_balance.accrual_done := v_balance.accrual_done + v_more;
      exit when v_balance.accrual_to > p_day or v_balance.accrual_done < v_balance.accrual_total;
      select n.starts_on, n.ends_on, n.total, 0
      into v_balance.accrual_from, v_balance.accrual_to, v_balance.accrual_total, v_balance.accrual_done
      from lending_next_period(p_loan, v_balance.accrual_to) n;
    end loop;
  end if;
  if v_amount > 0 then
    insert into lending_posting (public_id, pool_id, bank_id, kind, key, digest, booked_on, posted_at, posted_by)
    values (p_public_id, v_balance.pool_id, v_bank, 'accrual', format('accrual:%s', p_public_id), '',
      p_day, p_at, p_by)
    returning id into v_posting;
    insert into lending_entry (posting_id, pool_id, bank_id, booked_on, debit, credit, amount, loan_id)
    values (v_posting, v_balance.pool_id, v_bank, p_day, 'interest', 'interest_income', v_amount, p_loan);
  end if;
  update lending_balance set interest = interest + v_amount, accrued_through = p_day,
    accrual_from = v_balance.accrual_from, accrual_to = v_balance.accrual_to,
    accrual_total = v_balance.accrual_total, accrual_done = v_balance.accrual_done
  where loan_id = p_loan;
  return v_amount;
end $$;

-- The period that follows a day in the schedule that holds; after the last one nothing is earned.
create or replace function lending_next_period(p_loan bigint, p_after date)
returns table (starts_on date, ends_on date, total bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select p_after, coalesce(next.due_on, date '9999-12-31'), coalesce(next.accrues, 0)
  from (select 1) one left join lateral (
    select i.due_on, i.accrues from lending_instalment i
    where i.loan_id = p_loan and i.is_current and i.due_on > p_after
    order by i.due_on limit 1
  ) next on true
$$;

-- Begin the day: the row that says a close is under way. Twice is once.
create or replace function lending_begin_close(p_pool bigint, p_day date, p_at timestamptz, p_by bigint)
returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  perform lending_one_closer(p_pool, p_by);
  if p_day > (select closed_through + 1 from lending_pool where id = p_pool) then
    raise exception 'lending.day_out_of_turn' using errcode = 'check_violation';
  end if;
  insert into lending_dayclose (pool_id, day, started_at, started_by, loans, interest, facts)
  values (p_pool, p_day, p_at, p_by, 0, 0, '{}') on conflict (pool_id, day) do nothing;
end $$;

-- Whether a loan is not done for the day: it began to run while the day was being closed.
create or replace function lending_left(p_pool bigint, p_day date, p_by bigint) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if access_membership() is distinct from p_by
    or not lending_may_post((select bank_id from lending_pool where id = p_pool)) then
    raise exception 'only the desk of its bank closes its days' using errcode = 'insufficient_privilege';
  end if;
  return exists (select from lending_balance b where b.pool_id = p_pool and b.is_running
    and b.accrued_through < p_day);
end $$;

-- End the day: write its balances, move the line behind which nothing is booked. Waits for postings
-- under way, and none begins meanwhile; so it reads nothing large. What the batches accrued stands
-- in the row of the day (the proof of the ledger adds up the entries themselves). A loan paid out in
-- this very moment is not looked for: interest is cumulative, the next day brings what is missing.
create or replace function lending_finish_close(
  p_pool bigint, p_day date, p_facts jsonb, p_at timestamptz, p_by bigint
) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  v_pool lending_pool;
  v_day lending_dayclose;
begin
  perform lending_one_closer(p_pool, p_by);
  perform pg_advisory_xact_lock(20260119, p_pool::integer);
  select * into v_pool from lending_pool where id = p_pool for no key update;
  if p_day <= v_pool.closed_through then return false; end if;
  select * into v_day from lending_dayclose where pool_id = p_pool and day = p_day;
  if p_day <> v_pool.closed_through + 1 or v_day.id is null then
    raise exception 'lending.day_out_of_turn' using errcode = 'check_violation';
  end if;
  insert into lending_daybalance (pool_id, day, account, debit, credit)
  select p_pool, p_day, account, sum(debit), sum(credit) from (
    select account, debit, credit from lending_daybalance where pool_id = p_pool and day = p_day - 1
    union all
    select side.account, side.debit, side.credit
    from lending_posting p join lending_entry e on e.posting_id = p.id
    cross join lateral (values (e.debit, e.amount, 0::bigint), (e.credit, 0::bigint, e.amount))
      as side(account, debit, credit)
    where p.pool_id = p_pool and p.booked_on = p_day and p.digest <> 'batch'
    union all
    select account, debit, credit from (values ('interest', v_day.interest, 0::bigint),
      ('interest_income', 0::bigint, v_day.interest)) as batches(account, debit, credit)
    where v_day.interest > 0
  ) sides group by account;
  update lending_dayclose set finished_at = p_at, finished_by = p_by, facts = p_facts
  where id = v_day.id;
  update lending_pool set closed_through = p_day where id = p_pool;
  return true;
end $$;

-- The next period of the loans whose period ended by a day: from the schedule that holds.
create or replace function lending_turn(p_pool bigint, p_day date, p_by bigint) returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  v_turned bigint := 0;
  v_more bigint;
begin
  perform lending_one_closer(p_pool, p_by);
  loop
    with ended as materialized (
      select b.loan_id, b.accrual_to from lending_balance b
      where b.pool_id = p_pool and b.is_running and b.accrual_to <= p_day and b.halted_since is null
        and b.accrual_done >= b.accrual_total
      order by b.loan_id for no key update
    )
    update lending_balance b set accrual_done = 0,
      accrual_from = n.starts_on, accrual_to = n.ends_on, accrual_total = n.total
    from ended e cross join lateral lending_next_period(e.loan_id, e.accrual_to) n
    where b.loan_id = e.loan_id;
    get diagnostics v_more = row_count;
    v_turned := v_turned + v_more;
    exit when v_more = 0;
  end loop;
  return v_turned;
end $$;

revoke execute on function lending_one_closer(bigint, bigint) from public;
revoke execute on function lending_next_period(bigint, date) from public;
revoke execute on function lending_left(bigint, date, bigint) from public;
grant execute on function lending_left(bigint, date, bigint) to {role};
revoke execute on function lending_accrue(bigint, date, bigint, integer, text, timestamptz, bigint) from public;
revoke execute on function lending_accrue_one(bigint, date, text, timestamptz, bigint) from public;
revoke execute on function lending_begin_close(bigint, date, timestamptz, bigint) from public;
revoke execute on function lending_finish_close(bigint, date, jsonb, timestamptz, bigint) from public;
revoke execute on function lending_turn(bigint, date, bigint) from public;
grant execute on function lending_accrue(bigint, date, bigint, integer, text, timestamptz, bigint) to {role};
grant execute on function lending_accrue_one(bigint, date, text, timestamptz, bigint) to {role};
grant execute on function lending_begin_close(bigint, date, timestamptz, bigint) to {role};
grant execute on function lending_finish_close(bigint, date, jsonb, timestamptz, bigint) to {role};
grant execute on function lending_turn(bigint, date, bigint) to {role};
