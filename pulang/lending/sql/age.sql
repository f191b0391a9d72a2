-- Between the interest of a day and its end: interest that becomes principal, penalty, what is late,
-- who has made good. Each is one transaction, and nothing the second time. Halted loans stand still.
-- Installed by lending.database after each migration; as the owner.

-- Interest of a grace period that is added to the loan becomes principal on its due day. It was earned
-- when it accrued and stays so. Nothing left the pool's account: what became principal is counted apart,
-- so that nothing is taken from what may be lent.
create or replace function lending_capitalise(
  p_pool bigint, p_day date, p_public_id text, p_at timestamptz, p_by bigint
) returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  v_key constant text := format('capitalised:%s:%s', p_pool, p_day);
  v_posting bigint;
  v_sum bigint;
  v_loans bigint;
begin
  perform lending_one_closer(p_pool, p_by);
  if exists (select from lending_posting where key = v_key) or not exists (
    select from lending_instalment i join lending_balance b on b.loan_id = i.loan_id
    where i.is_current and i.due_on = p_day and i.capitalised > 0 and b.pool_id = p_pool
      and b.is_running and b.halted_since is null and b.interest > 0
  ) then return 0; end if;
  insert into lending_posting (public_id, pool_id, bank_id, kind, key, digest, booked_on, posted_at, posted_by)
  select p_public_id, p_pool, bank_id, 'capitalised', v_key, '', p_day, p_at, p_by
  from lending_pool where id = p_pool returning id into v_posting;
  with chosen as materialized (
    select b.loan_id from lending_balance b
    where b.pool_id = p_pool and b.is_running and b.halted_since is null and b.loan_id in (
      select i.loan_id from lending_instalment i
      where i.is_current and i.due_on = p_day and i.capitalised > 0)
    order by b.loan_id for no key update
  ), amounts as (
    select b.loan_id, least(b.interest, i.capitalised) as amount
    from chosen c join lending_balance b on b.loan_id = c.loan_id
    join lending_instalment i on i.loan_id = c.loan_id and i.is_current and i.due_on = p_day
    where i.capitalised > 0 and b.interest > 0
  ), moved as (
    update lending_balance b set principal = b.principal + a.amount, interest = b.interest - a.amount
    from amounts a where b.loan_id = a.loan_id
  ), entered as (
    insert into lending_entry (posting_id, pool_id, bank_id, booked_on, debit, credit, amount, loan_id)
    select v_posting, p_pool, p.bank_id, p_day, 'principal', 'interest', a.amount, a.loan_id
    from amounts a join lending_pool p on p.id = p_pool
  )
  select coalesce(sum(amount), 0), count(*) into v_sum, v_loans from amounts;
  update lending_pool set outstanding = outstanding + v_sum, capitalised = capitalised + v_sum
  where id = p_pool and v_sum > 0;
  return v_loans;
end $$;

-- The penalty of so many days on an amount, whole rupiah, capped (rules.accrual.penalty says the same).
create or replace function lending_penalty(p_overdue bigint, p_rate integer, p_days integer, p_cap bigint)
returns bigint language sql immutable parallel safe as $$
  select case when p_overdue <= 0 or p_days <= 0 then 0
    else least((2 * p_overdue * p_rate * p_days + 3650000) / 7300000, p_cap) end
$$;

-- A day's penalty on each instalment that is late beyond the free days of its product; never on penalty,
-- and in all at most `p_most` basis points of the instalment.
create or replace function lending_penalise(
  p_pool bigint, p_day date, p_most integer, p_public_id text, p_at timestamptz, p_by bigint
) returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  v_key constant text := format('penalty:%s:%s', p_pool, p_day);
  v_posting bigint;
  v_loans bigint;
begin
  perform lending_one_closer(p_pool, p_by);
  if exists (select from lending_posting where key = v_key) or not exists (
    select from lending_productterms t join lending_product p on p.id = t.product_id
    where p.pool_id = p_pool and t.penalty_rate > 0
  ) then return 0; end if;
  perform 1 from lending_balance b
  where b.pool_id = p_pool and b.is_running and b.halted_since is null and b.loan_id in (
    select i.loan_id from lending_instalment i
    join lending_loan l on l.id = i.loan_id join lending_productterms t on t.id = l.terms_id
    where i.is_current and not i.is_paid and i.due_on < p_day and t.penalty_rate > 0)
  order by b.loan_id for no key update;
  insert into lending_posting (public_id, pool_id, bank_id, kind, key, digest, booked_on, posted_at, posted_by)
  select p_public_id, p_pool, bank_id, 'penalty', v_key, '', p_day, p_at, p_by
  from lending_pool where id = p_pool returning id into v_posting;
  with late as (
    select i.id, i.loan_id, t.penalty_rate as rate, p_day - i.due_on - t.penalty_free_days as days,
      i.principal + i.interest - i.principal_paid - i.interest_paid as left_over,
      (i.principal + i.interest) * p_most / 10000 as cap, i.penalty
    from lending_instalment i join lending_balance b on b.loan_id = i.loan_id
    join lending_loan l on l.id = i.loan_id join lending_productterms t on t.id = l.terms_id
    where b.pool_id = p_pool and b.is_running and b.halted_since is null and i.is_current
      and not i.is_paid and i.due_on < p_day and t.penalty_rate > 0
  ), day as materialized (
    select id, loan_id, least(cap - penalty, lending_penalty(left_over, rate, days, cap)
      - lending_penalty(left_over, rate, days - 1, cap)) as amount
    from late where days > 0
  ), marked as (
    update lending_instalment i set penalty = i.penalty + d.amount
    from day d where d.id = i.id and d.amount > 0
  ), sums as materialized (
    select loan_id, sum(amount)::bigint as amount from day where amount > 0 group by loan_id
  ), owed as (
    update lending_balance b set penalty = b.penalty + s.amount from sums s where s.loan_id = b.loan_id
  ), entered as (
    insert into lending_entry (posting_id, pool_id, bank_id, booked_on, debit, credit, amount, loan_id)
    select v_posting, p_pool, p.bank_id, p_day, 'penalty', 'penalty_income', s.amount, s.loan_id
    from sums s join lending_pool p on p.id = p_pool
  )
  select count(*) into v_loans from sums;
  return v_loans;
end $$;

-- What is unpaid at the end of a day, and the quality that follows from the days. A restructured loan
-- keeps its quality until `p_cure` instalments were paid in time, one after another.
create or replace function lending_age(p_pool bigint, p_day date, p_limits integer[], p_cure integer, p_by bigint)
returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  v_aged bigint;
  v_well bigint;
begin
  perform lending_one_closer(p_pool, p_by);
  update lending_balance b set cure_count = c.paid,
    kept_collectability = case when c.paid >= p_cure then 1 else b.kept_collectability end,
    collectability = case when c.paid >= p_cure and b.oldest_due_on is null then 1 else b.collectability end
  from (
    select b.loan_id, (
      select count(*) from lending_instalment i
      where i.loan_id = b.loan_id and i.is_current and i.due_on <= p_day and i.principal + i.interest > 0
        and i.due_on > coalesce((
          select max(l.due_on) from lending_instalment l
          where l.loan_id = b.loan_id and l.is_current and l.due_on <= p_day
            and l.principal + l.interest > 0 and (not l.is_paid or l.paid_on > l.due_on)
        ), date '-infinity')
    ) as paid
    from lending_balance b
    where b.pool_id = p_pool and b.kept_collectability > 1 and b.is_running and b.halted_since is null
  ) c
  where c.loan_id = b.loan_id and c.paid <> b.cure_count;
  with owing as (
    select i.loan_id, min(i.due_on) as oldest,
      sum(i.principal + i.interest + i.penalty - i.principal_paid - i.interest_paid - i.penalty_paid) as overdue
    from lending_instalment i join lending_balance b on b.loan_id = i.loan_id
    where i.is_current and not i.is_paid and i.due_on <= p_day and b.pool_id = p_pool
      and b.is_running and b.halted_since is null
    group by i.loan_id
  ), aged as (
    select o.*, greatest(b.kept_collectability, 1 + (
      select count(*) from unnest(p_limits) as most where p_day - o.oldest > most)::smallint) as quality
    from owing o join lending_balance b on b.loan_id = o.loan_id
    where b.principal > 0 or b.interest > 0 or b.penalty > 0
  )
  update lending_balance b
  set oldest_due_on = a.oldest, overdue = a.overdue, collectability = a.quality
  from aged a where a.loan_id = b.loan_id
    and (b.oldest_due_on, b.overdue, b.collectability) is distinct from (a.oldest, a.overdue, a.quality);
  get diagnostics v_aged = row_count;
  update lending_balance b
  set oldest_due_on = null, overdue = 0, collectability = b.kept_collectability
  where b.pool_id = p_pool and b.oldest_due_on is not null and b.halted_since is null
    and not exists (select from lending_instalment i where i.loan_id = b.loan_id and i.is_current
      and not i.is_paid and i.due_on <= p_day);
  get diagnostics v_well = row_count;
  return v_aged + v_well;
end $$;

revoke execute on function lending_capitalise(bigint, date, text, timestamptz, bigint) from public;
revoke execute on function lending_penalise(bigint, date, integer, text, timestamptz, bigint) from public;
revoke execute on function lending_age(bigint, date, integer[], integer, bigint) from public;
grant execute on function lending_capitalise(bigint, date, text, timestamptz, bigint) to {role};
grant execute on function lending_penalise(bigint, date, integer, text, timestamptz, bigint) to {role};
grant execute on function lending_age(bigint, date, integer[], integer, bigint) to {role};
