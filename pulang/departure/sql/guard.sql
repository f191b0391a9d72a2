-- What the database itself holds in departure. Created after each migration, as the owner.

-- Places of a job order and the quota of its permit: whoever signs sees only agreements of her own
-- kabupaten, so the count is kept here, and the constraints `used <= quota` refuse the one too many,
-- two officers at the same moment included (each waits for the other's row).
create or replace function departure_count_agreement() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  change int := 0;
begin
  if tg_op = 'INSERT' then
    change := (new.cancelled_at is null)::int;
  else
    change := (new.cancelled_at is null)::int - (old.cancelled_at is null)::int;
  end if;
  if change <> 0 then
    update departure_joborder set used = used + change where id = new.order_id;
    update departure_recruitmentpermit p set used = p.used + change
    from departure_joborder o where o.id = new.order_id and p.id = o.permit_id;
  end if;
  return null;
end $$;
drop trigger if exists departure_count_agreement on departure_placementagreement;
create trigger departure_count_agreement
  after insert or update of cancelled_at on departure_placementagreement
  for each row execute function departure_count_agreement();

-- Stopped departures per exit point and quarter, over every office: numbers only, for whoever has a
-- role. The page hides small cells before anything is shown (R8.7).
create or replace function departure_count_stops(since timestamptz, until timestamptz)
returns table (exit_point text, quarter date, stops bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select exit_point_id,
         date_trunc('quarter', stopped_at at time zone 'Asia/Makassar')::date, count(*)
  from departure_interception
  where stopped_at >= since and stopped_at < until and access_membership() is not null
  group by 1, 2
$$;
