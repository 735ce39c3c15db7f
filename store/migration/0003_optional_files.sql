-- The optional files (schedule, logged cases, minutes, targets, measures, headcounts) and what staffing and
-- training are worked out from. Foreign keys are off while a step runs and are checked before it is committed.
--
-- Where site 0 stands for every site, it can be no foreign key itself: of_site is, which is null for 0.

-- A check cannot be changed in place, so uploads is made anew. Tables that refer to it keep doing so by its name.
create table new_uploads (
  seq integer primary key autoincrement check (seq > 0),
  id text not null unique check (length(id) = 36),
  kind text not null check (kind in ('procedures', 'roster', 'schedule', 'cases', 'minutes', 'targets', 'measures', 'headcounts')),
  state text not null check (state in ('draft', 'committed', 'undone', 'discarded')),
  file_name text not null check (length(file_name) <= 1000),
  sha256 text not null check (length(sha256) = 64 and sha256 = lower(sha256)),
  size bigint not null check (size >= 0),
  choices text not null check (length(choices) <= 16000000),
  sites text not null check (length(sites) <= 100000),
  first_month text check (length(first_month) = 7),
  last_month text check (length(last_month) = 7 and last_month >= first_month),
  rows_read bigint not null check (rows_read >= 0),
  changed bigint not null default 0 check (changed >= 0),
  base_revision bigint not null check (base_revision >= 0),
  revision bigint not null default 0 check (revision >= 0),
  undone_revision bigint not null default 0 check (undone_revision >= 0),
  by_user text not null references users (id),
  on_behalf_of text not null default '' check (length(on_behalf_of) <= 200),
  created_at bigint not null,
  committed_at bigint not null default 0,
  check ((state in ('committed', 'undone')) = (revision > 0)),
  check ((state = 'undone') = (undone_revision > 0))
);

insert into new_uploads (seq, id, kind, state, file_name, sha256, size, choices, sites, first_month, last_month, rows_read,
  changed, base_revision, revision, undone_revision, by_user, created_at, committed_at)
select seq, id, kind, state, file_name, sha256, size, choices, sites, first_month, last_month, rows_read,
  changed, base_revision, revision, undone_revision, by_user, created_at, committed_at
from uploads
order by seq;

-- A number once given is never given again, even if its upload is gone.
delete from sqlite_sequence
where name = 'new_uploads';

insert into sqlite_sequence (name, seq)
select 'new_uploads', seq
from sqlite_sequence
where name = 'uploads';

drop table uploads;

alter table new_uploads rename to uploads;

create index uploads_by_sha256 on uploads (sha256);

alter table targets add column source integer references uploads (seq);

alter table targets add column row integer not null default 0 check (row >= 0);

alter table measures add column source integer references uploads (seq);

alter table measures add column row integer not null default 0 check (row >= 0);

alter table rebases add column procedure integer references procedures (id) check (procedure is null or group_id is null);

alter table rebases add column measure text not null default '' check (length(measure) <= 200 and (measure = '' or group_id is null and procedure is null));

alter table rebases add column role text not null default '' check (role in ('', 'attending', 'app', 'technologist', 'nurse', 'resident', 'fellow') and (role = '' or measure <> ''));

drop index rebases_by_series;

create unique index rebases_by_series on rebases (coalesce(site, 0), coalesce(group_id, 0), coalesce(procedure, 0), measure, role, month);

-- What follows holds one row under each key, as every other kind of row does.

create table schedule (
  trainee text not null check (length(trainee) between 1 and 100),
  month text not null check (length(month) = 7 and month between '1900-01' and '2199-12' and substr(month, 5, 1) = '-' and substr(month, 6, 2) between '01' and '12'),
  site integer not null references sites (id),
  rotation text not null check (length(rotation) between 1 and 100),
  path text not null check (length(path) <= 100),
  year integer not null check (year between 0 and 20),
  share double precision not null check (share > 0 and share <= 1),
  source integer references uploads (seq),
  row integer not null check (row >= 0),
  primary key (trainee, month, site, rotation)
) without rowid;

create table logged_cases (
  trainee text not null check (length(trainee) between 1 and 100),
  as_of text not null check (length(as_of) = 10 and as_of between '1900-01-01' and '2199-12-31'),
  category text not null check (length(category) <= 200),
  count double precision not null check (count between 0 and 1e9),
  elsewhere double precision not null check (elsewhere between 0 and count),
  source integer references uploads (seq),
  row integer not null check (row >= 0),
  primary key (trainee, as_of, category)
) without rowid;

create table procedure_minutes (
  procedure integer not null references procedures (id),
  role text not null check (role in ('attending', 'app', 'technologist', 'nurse', 'resident', 'fellow')),
  phase text not null check (phase in ('pre', 'room', 'turnover', 'recovery', 'post')),
  from_month text not null check (length(from_month) = 7 and from_month between '1900-01' and '2199-12' and substr(from_month, 5, 1) = '-' and substr(from_month, 6, 2) between '01' and '12'),
  minutes double precision not null check (minutes between 0 and 100000),
  people double precision not null check (people between 0 and 1000),
  stated text not null check (length(stated) <= 1000),
  source integer references uploads (seq),
  row integer not null check (row >= 0),
  primary key (procedure, role, phase, from_month)
) without rowid;

create table headcounts (
  month text not null check (length(month) = 7 and month between '1900-01' and '2199-12' and substr(month, 5, 1) = '-' and substr(month, 6, 2) between '01' and '12'),
  site integer not null references sites (id),
  role text not null check (role in ('attending', 'app', 'technologist', 'nurse', 'resident', 'fellow')),
  heads double precision check (heads between 0 and 100000),
  fte double precision check (fte between 0 and 100000),
  source integer references uploads (seq),
  row integer not null check (row >= 0),
  primary key (month, site, role),
  check (heads is not null or fte is not null)
) without rowid;

-- A null value ends the one before it.
create table assumptions (
  name text not null check (length(name) between 1 and 100),
  role text not null check (role in ('', 'attending', 'app', 'technologist', 'nurse', 'resident', 'fellow')),
  site integer not null check (site >= 0),
  label text not null check (length(label) <= 100),
  from_month text not null check (length(from_month) = 7 and from_month between '1900-01' and '2199-12' and substr(from_month, 5, 1) = '-' and substr(from_month, 6, 2) between '01' and '12'),
  value double precision check (value between -1e9 and 1e9),
  per text not null check (length(per) <= 40),
  source text not null check (length(source) <= 1000),
  by_user text not null references users (id),
  at bigint not null,
  of_site integer generated always as (nullif(site, 0)) virtual references sites (id),
  primary key (name, role, site, label, from_month)
) without rowid;

-- Only what somebody has published is given; the rest is for the division to state.
insert into assumptions (name, role, site, label, from_month, value, per, source, by_user, at)
values
  ('people_per_room', 'nurse', 0, '', '2000-01', 1, '', 'ARIN 2018: one nurse per procedure room', 'local', 0),
  ('patients_per_nurse', 'nurse', 0, '', '2000-01', 3, '', 'SIR 2016, Baerlocher, JVIR 27:618: about one nurse per three recovery patients', 'local', 0);

create table confirmations (
  role text not null check (role in ('attending', 'app', 'technologist', 'nurse')),
  part text not null check (part in ('rooms', 'hours', 'minutes', 'absence', 'call', 'recovery')),
  by_user text not null references users (id),
  at bigint not null,
  primary key (role, part)
) without rowid;

create table excluded_months (
  month text not null check (length(month) = 7 and month between '1900-01' and '2199-12' and substr(month, 5, 1) = '-' and substr(month, 6, 2) between '01' and '12'),
  site integer not null check (site >= 0),
  reason text not null check (length(reason) between 1 and 2000),
  by_user text not null references users (id),
  at bigint not null,
  of_site integer generated always as (nullif(site, 0)) virtual references sites (id),
  primary key (month, site)
) without rowid;

create table scenarios (
  id integer primary key autoincrement check (id > 0),
  name text not null check (length(name) between 1 and 200),
  name_key text not null check (length(name_key) between 1 and 800),
  query text not null check (length(query) <= 16000),
  owner text not null references users (id),
  shared integer not null check (shared in (0, 1)),
  at bigint not null,
  unique (owner, name_key)
);

create table training_groups (
  group_id integer primary key references groups (id),
  participation double precision check (participation between 0 and 1),
  category text not null check (length(category) <= 200),
  source text not null check (length(source) <= 1000)
) without rowid;

-- A row that is not set is a hint, with which nothing is compared.
create table case_minimums (
  path text not null check (length(path) between 1 and 100),
  category text not null check (length(category) <= 200),
  cases double precision not null check (cases between 0 and 1e9),
  source text not null check (length(source) <= 1000),
  is_set integer not null check (is_set in (0, 1)),
  primary key (path, category)
) without rowid;

insert into case_minimums (path, category, cases, source, is_set)
values
  ('ESIR', '', 500, 'ACGME guideline', 1),
  ('integrated', '', 1000, 'hint', 0);

-- Months are null where nobody has stated them, which is not 0.
create table curriculum (
  path text not null check (length(path) between 1 and 100),
  year integer not null check (year between 1 and 20),
  rotation text not null check (length(rotation) between 1 and 100),
  months double precision check (months between 0 and 12),
  source text not null check (length(source) <= 1000),
  primary key (path, year, rotation)
) without rowid;

insert into curriculum (path, year, rotation, months, source)
values
  ('integrated', 1, 'DR', null, 'division curriculum'),
  ('integrated', 1, 'IR', null, 'division curriculum'),
  ('integrated', 2, 'DR', null, 'division curriculum'),
  ('integrated', 2, 'IR', null, 'division curriculum'),
  ('integrated', 3, 'DR', null, 'division curriculum'),
  ('integrated', 3, 'IR', null, 'division curriculum'),
  ('integrated', 4, 'IR', 5, 'division curriculum'),
  ('integrated', 4, 'SICU', 1, 'division curriculum'),
  ('integrated', 4, 'surgical oncology', 1, 'division curriculum'),
  ('integrated', 4, 'research', 1, 'division curriculum'),
  ('integrated', 4, 'DR', 4, 'division curriculum'),
  ('integrated', 5, 'IR', 12, 'division curriculum'),
  ('independent 1-year', 1, 'IR', null, 'division curriculum'),
  ('independent 2-year', 1, 'IR', null, 'division curriculum'),
  ('independent 2-year', 2, 'IR', null, 'division curriculum'),
  ('ESIR', 4, 'IR', 5, 'not verified'),
  ('ESIR', 4, 'SICU', 1, 'not verified'),
  ('ESIR', 4, 'surgical oncology', 1, 'not verified'),
  ('ESIR', 4, 'research', 1, 'not verified'),
  ('ESIR', 4, 'DR', 4, 'not verified');

create table other_learners (
  site integer not null references sites (id),
  from_month text not null check (length(from_month) = 7 and from_month between '1900-01' and '2199-12' and substr(from_month, 5, 1) = '-' and substr(from_month, 6, 2) between '01' and '12'),
  learners double precision not null check (learners between 0 and 100000),
  source text not null check (length(source) <= 1000),
  primary key (site, from_month)
) without rowid;

-- What was worked out from the data of a revision and takes long to work out again. No data: it may be emptied.
create table derived (
  key text primary key check (length(key) between 1 and 500),
  revision bigint not null check (revision >= 0),
  value blob not null
) without rowid;
