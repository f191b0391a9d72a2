-- What the database itself holds of preparing. Installed by preparation.database after each migration.

drop trigger if exists law_refuse_overlap on preparation_documenttype;
create constraint trigger law_refuse_overlap after insert or update on preparation_documenttype
  deferrable initially immediate for each row execute function law_refuse_overlap('code');
drop trigger if exists law_refuse_overlap on preparation_requirement;
create constraint trigger law_refuse_overlap after insert or update on preparation_requirement
  deferrable initially immediate for each row execute function law_refuse_overlap('document', 'scheme');

-- Who holds a certificate in her hand may ask whether it is true; nobody can leaf through them.
create or replace function preparation_certificate(asked text)
returns table (initials text, kind text, held_on date, valid_until date, is_revoked boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.initials, s.kind, c.held_on, c.valid_until, c.revoked_at is not null
  from preparation_certificate c
  join preparation_enrolment e on e.id = c.enrolment_id
  join preparation_session s on s.id = e.session_id
  where c.code = asked
$$;
revoke execute on function preparation_certificate(text) from public;
grant execute on function preparation_certificate(text) to {role};
