-- Search before create. Array operators are not leakproof, so under row-level security PostgreSQL
-- would check every person before it looks at an index. These functions run as the owner, look at
-- the index, and apply the very condition of the policy ({person_rows}) to what they return.

drop function if exists people_candidates(text[], real[], integer, integer);
create function people_candidates(
  conjunctions text[], weights real[], per_conjunction integer, most integer
) returns table (person_id bigint, search_keys text[])
language sql stable security definer parallel restricted
set search_path = public, pg_temp set enable_seqscan = off set jit = off as $$
  select best.id, person.search_keys
  from (
    select found.id, sum(asked.weight) as weight
    from unnest(conjunctions, weights) as asked (keys, weight)
    cross join lateral (
      select id from people_person
      where search_keys @> string_to_array(asked.keys, ' ') and state = 'active'
        and {person_rows}
      limit per_conjunction
    ) as found
    where (select access_permits('person.search'))
    group by found.id
    order by 2 desc, 1 desc
    limit most
  ) as best
  join people_person as person on person.id = best.id
$$;

-- The person whom the acting worker's account belongs to, for the policies of every package.
create or replace function people_own_person() returns bigint
language sql stable parallel restricted security definer set search_path = public, pg_temp as $$
  select person_id from people_ownfile where membership_id = access_membership()
$$;

-- Counts name keys anew: how rare a name is, and which words a typing slip may mean. The table
-- holds single words borne by persons, no person in it; '' counts the persons themselves.
create or replace function people_count_names() returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare counted bigint;
begin
  delete from people_namecount;
  insert into people_namecount (key, persons)
  select key, count(*) from people_person, unnest(search_keys) as key
  where state = 'active' and key ~ '^[a-z]+$'
  group by key;
  insert into people_namecount (key, persons)
  select '', count(*) from people_person where state = 'active';
  select count(*) into counted from people_namecount;
  return counted;
end $$;

revoke all on function people_candidates(text[], real[], integer, integer) from public;
revoke all on function people_count_names() from public;
revoke all on function people_own_person() from public;
grant execute on function people_candidates(text[], real[], integer, integer) to {role};
grant execute on function people_count_names() to {role};
grant execute on function people_own_person() to {role};
