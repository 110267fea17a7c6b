/** The number of the type SUPER on the wire. PostgreSQL says the type below a domain instead, which is JSONB. */
export const typeNumbers = { jsonb: 3802, super: 4000 } as const

/**
 * What the database behind the proxy needs of its own: functions and the type of Redshift where PostgreSQL looks first, and
 * the tables of load errors. It can be run again.
 *
 * `fnv_hash` has Redshift's signature and not its numbers: equal values have equal hashes, and that is all.
 */
export const emulatorSchema = `
begin;
select pg_advisory_xact_lock(1380271188);
create schema if not exists redshift_emulator;
do $$ begin create domain pg_catalog.super as jsonb; exception when duplicate_object then null; end $$;
create or replace function pg_catalog.getdate() returns timestamp language sql stable
  return date_trunc('second', statement_timestamp() at time zone 'UTC');
create or replace function pg_catalog.getsysdate() returns timestamp language sql stable
  return now() at time zone 'UTC';
create or replace function pg_catalog.redshift_version() returns text language sql immutable
  return 'PostgreSQL 8.0.2 on an emulator for tests, Redshift 1.0.0';
create or replace function pg_catalog.json_parse(text) returns super language sql immutable strict
  return $1::jsonb::super;
create or replace function pg_catalog.redshift_json_serialize(super) returns text language sql immutable strict
  return $1::jsonb::text;
create or replace function pg_catalog.json_extract_path_text(text, variadic text[]) returns text language sql immutable
  return json_extract_path_text($1::json, variadic $2);
create or replace function pg_catalog.fnv_hash(text, bigint default -3750763034362895579) returns bigint
  language sql immutable return hashtextextended($1, $2);
create or replace function pg_catalog.fnv_hash(anyelement, bigint default -3750763034362895579) returns bigint
  language sql immutable as 'select hashtextextended($1::text, $2)';
create table if not exists redshift_emulator.stl_load_errors (
  userid int default 100, slice int default 0, tbl int, starttime timestamp default getsysdate(), session int, query bigint,
  filename varchar(256), line_number bigint, colname varchar(127), type varchar(32), col_length varchar(10), position int,
  raw_line varchar(1024), raw_field_value varchar(1024), err_code int, err_reason varchar(100)
);
create or replace view redshift_emulator.sys_load_error_detail as
  select userid as user_id, query as query_id, session as session_id, tbl as table_id, starttime as start_time,
    filename as file_name, line_number, colname as column_name, type as column_type, col_length as column_length, position,
    err_code as error_code, err_reason as error_message
  from redshift_emulator.stl_load_errors;
create sequence if not exists redshift_emulator.queries;
grant usage on schema redshift_emulator to public;
grant select on all tables in schema redshift_emulator to public;
commit;
`
