-- Merging two persons moves every row that names one, whoever may see the row: a steward sees no
-- complaint and no entry of a case, and neither may be left with a person who is no longer there.
-- The functions are the owner's: row-level security does not hide rows from them. They move nothing
-- but a column that points at people_person, for whoever may decide who is whom, and show no row.

create or replace function people_check_merge(tab regclass, col text) returns void
language plpgsql stable as $$
begin
  if not access_permits('review.decide') then
    raise insufficient_privilege using message = 'Your role may not decide who is whom.';
  end if;
  perform 1
  from pg_constraint c
  join pg_attribute a on a.attrelid = c.conrelid and c.conkey = array[a.attnum]
  where c.contype = 'f' and c.conrelid = tab and a.attname = col
    and c.confrelid = 'people_person'::regclass;
  if not found then
    raise invalid_parameter_value using message = 'This column names no person.';
  end if;
end $$;

-- Let rows of a table that name one person name another; all of them, or those of `keys` alone.
create or replace function people_repoint(
  tab regclass, pk text, col text, whence bigint, dest bigint, keys bigint[]
) returns bigint[]
language plpgsql security definer set search_path = public, pg_temp as $$
declare moved bigint[];
begin
  perform people_check_merge(tab, col);
  execute format(
    'with moved as (update %1$s set %2$I = $2 where %2$I = $1 and ($3 is null or %3$I = any($3))'
    ' returning %3$I as key) select array_agg(key order by key) from moved', tab, col, pk)
  into moved using whence, dest, keys;
  return coalesce(moved, '{}');
end $$;

-- The rows of a table that name a person; of `keys` alone, when given.
create or replace function people_naming(
  tab regclass, pk text, col text, person bigint, keys bigint[]
) returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare found_keys bigint[];
begin
  perform people_check_merge(tab, col);
  execute format(
    'select array_agg(%3$I order by %3$I) from %1$s where %2$I = $1 and ($2 is null or %3$I = any($2))',
    tab, col, pk)
  into found_keys using person, keys;
  return coalesce(found_keys, '{}');
end $$;

revoke all on function people_repoint(regclass, text, text, bigint, bigint, bigint[]) from public;
revoke all on function people_naming(regclass, text, text, bigint, bigint[]) from public;
grant execute on function people_repoint(regclass, text, text, bigint, bigint, bigint[]) to {role};
grant execute on function people_naming(regclass, text, text, bigint, bigint[]) to {role};
