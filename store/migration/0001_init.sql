-- Months are text such as 2026-09, days text such as 2026-09-30, instants Unix milliseconds.
-- Text limits count characters.

create table users (
  id text primary key check (length(id) between 1 and 36),
  name text not null check (length(name) between 1 and 200)
);

insert into users (id, name)
values ('local', 'Local user');

create table sites (
  id integer primary key autoincrement check (id > 0),
  name text not null check (length(name) between 1 and 200),
  name_key text not null unique check (length(name_key) between 1 and 800),
  counting_unit text not null default '' check (counting_unit in ('', 'encounter', 'exam', 'cpt', 'other')),
  date_basis text not null default '' check (date_basis in ('', 'performed', 'completed', 'posted')),
  fiscal_start integer not null default 1 check (fiscal_start between 1 and 12),
  holidays text not null default 'assumed_federal' check (holidays in ('federal', 'assumed_federal', 'none')),
  due_day integer not null default 10 check (due_day between 1 and 31),
  last_month text check (length(last_month) = 7 and last_month between '1900-01' and '2199-12' and substr(last_month, 5, 1) = '-' and substr(last_month, 6, 2) between '01' and '12')
);

insert into sites (id, name, name_key, fiscal_start, holidays)
values
  (1, 'University', 'university', 7, 'assumed_federal'),
  (2, 'VA', 'va', 10, 'federal');

create table closed_days (
  site integer not null references sites (id) on delete cascade,
  day text not null check (length(day) = 10 and day between '1900-01-01' and '2199-12-31'),
  name text not null check (length(name) <= 200),
  primary key (site, day)
) without rowid;

create table groups (
  id integer primary key autoincrement check (id > 0),
  name text not null check (length(name) between 1 and 200),
  name_key text not null unique check (length(name_key) between 1 and 800),
  position integer not null default 0
);

insert into groups (id, name, name_key, position)
values (1, 'Ungrouped', 'ungrouped', 1000);

create table procedures (
  id integer primary key autoincrement check (id > 0),
  name text not null check (length(name) between 1 and 200),
  name_key text not null unique check (length(name_key) between 1 and 800),
  group_id integer not null default 1 references groups (id)
);

create index procedures_by_group on procedures (group_id);

-- Ids follow the alphabet, so that counts in key order are in the order of their states too:
-- 0 for "not stated", 1 for AA, 676 for ZZ. Every pair of letters is there, since files also
-- bring territories, military addresses and provinces.
create table states (
  id integer primary key check (id between 0 and 676),
  code text not null unique check (length(code) in (0, 2))
);

insert into states (id, code)
values (0, '');

insert into states (id, code)
with recursive letters (i) as (
  select 0
  union all
  select i + 1
  from letters
  where i < 25
)
select
  a.i * 26 + b.i + 1,
  substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ', a.i + 1, 1) || substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ', b.i + 1, 1)
from letters as a
cross join letters as b
order by 1;

create table uploads (
  seq integer primary key autoincrement check (seq > 0),
  id text not null unique check (length(id) = 36),
  kind text not null check (kind in ('procedures', 'roster')),
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
  created_at bigint not null,
  committed_at bigint not null default 0,
  check ((state in ('committed', 'undone')) = (revision > 0)),
  check ((state = 'undone') = (undone_revision > 0))
);

create index uploads_by_sha256 on uploads (sha256);

-- Apart from uploads, so that listing uploads never walks over their bytes.
create table upload_bytes (
  upload integer primary key references uploads (seq),
  raw blob not null
);

create table revisions (
  revision integer primary key check (revision > 0),
  at bigint not null,
  by_user text not null references users (id),
  upload integer references uploads (seq),
  undoes bigint unique references revisions (revision) check (undoes < revision),
  reason text not null check (length(reason) <= 2000),
  changes bigint not null check (changes >= 0)
);

create index revisions_by_upload on revisions (upload);

create table site_months (
  site integer not null references sites (id),
  month text not null check (length(month) = 7 and month between '1900-01' and '2199-12' and substr(month, 5, 1) = '-' and substr(month, 6, 2) between '01' and '12'),
  complete integer not null check (complete in (0, 1)),
  suppressed integer not null check (suppressed >= 0),
  received_at bigint not null,
  source integer references uploads (seq),
  closed_at bigint not null default 0,
  closed_by text references users (id),
  primary key (site, month),
  check (complete = 0 or suppressed = 0),
  check ((closed_at = 0) = (closed_by is null))
) without rowid;

create table roster_months (
  site integer not null references sites (id),
  month text not null check (length(month) = 7 and month between '1900-01' and '2199-12' and substr(month, 5, 1) = '-' and substr(month, 6, 2) between '01' and '12'),
  received_at bigint not null,
  source integer references uploads (seq),
  primary key (site, month)
) without rowid;

-- Sums over settings and states, kept in the transaction that changes the counts.
create table procedure_months (
  month text not null,
  site integer not null,
  procedure integer not null references procedures (id),
  n bigint not null check (n >= 0),
  cells bigint not null check (cells >= 0),
  primary key (month, site, procedure),
  foreign key (site, month) references site_months (site, month)
) without rowid;

-- origin 0 is a number that stood in a file, 1 the declared zero of a procedure that an
-- exhaustive file did not list. A cell without a row is missing.
create table counts (
  month text not null,
  site integer not null,
  procedure integer not null,
  setting integer not null check (setting between 0 and 2),
  state integer not null check (state between 0 and 676),
  n bigint not null check (n >= 0),
  origin integer not null check (origin in (0, 1)),
  source integer references uploads (seq),
  row integer not null check (row >= 0),
  primary key (month, site, procedure, setting, state),
  foreign key (month, site, procedure) references procedure_months (month, site, procedure),
  check (origin = 0 or (n = 0 and row = 0))
) without rowid;

-- What every revision did to counts. No foreign key to procedures and sites: undoing the upload
-- that brought a procedure removes it, and the history stays.
create table count_changes (
  revision integer not null references revisions (revision),
  month text not null,
  site integer not null,
  procedure integer not null,
  setting integer not null,
  state integer not null,
  before_n bigint,
  before_origin integer,
  before_source integer,
  before_row integer,
  after_n bigint,
  after_origin integer,
  after_source integer,
  after_row integer,
  primary key (revision, month, site, procedure, setting, state),
  check (before_n is not null or after_n is not null)
) without rowid;

-- What every revision did to rows of any other kind; before and after are JSON.
create table changes (
  revision integer not null references revisions (revision),
  seq integer not null,
  kind text not null check (length(kind) between 1 and 40),
  key text not null check (length(key) between 1 and 500),
  before text,
  after text,
  primary key (revision, seq),
  check (before is not null or after is not null)
) without rowid;

create table appointments (
  staff text not null check (length(staff) between 1 and 100),
  site integer not null references sites (id),
  role text not null check (role in ('attending', 'app', 'technologist', 'nurse', 'resident', 'fellow')),
  from_day text not null check (length(from_day) = 10),
  name text not null check (length(name) <= 200),
  fte double precision not null check (fte between 0 and 10),
  to_day text check (length(to_day) = 10 and to_day >= from_day),
  status text not null check (status in ('active', 'leave', 'vacant', 'accepted')),
  clinical_share double precision not null check (clinical_share between 0 and 1),
  employment text not null check (employment in ('staff', 'per-diem', 'agency', 'float')),
  source integer references uploads (seq),
  row integer not null check (row >= 0),
  primary key (staff, site, role, from_day)
) without rowid;

create table authorised_positions (
  role text not null check (role in ('attending', 'app', 'technologist', 'nurse', 'resident', 'fellow')),
  site integer not null references sites (id),
  from_day text not null check (length(from_day) = 10),
  fte double precision not null check (fte between 0 and 10000),
  source text not null check (length(source) <= 1000),
  primary key (role, site, from_day)
) without rowid;

create table measures (
  site integer not null references sites (id),
  month text not null check (length(month) = 7),
  name text not null check (length(name) between 1 and 200),
  role text not null check (role in ('', 'attending', 'app', 'technologist', 'nurse', 'resident', 'fellow')),
  value double precision not null,
  primary key (site, month, name, role)
) without rowid;

-- procedure 0 is the target for all procedures of the site, which no procedure can have as its id.
create table targets (
  site integer not null references sites (id),
  month text not null check (length(month) = 7),
  procedure integer not null check (procedure >= 0),
  per_month double precision not null check (per_month >= 0),
  primary key (site, month, procedure)
) without rowid;

create table baselines (
  id integer primary key autoincrement check (id > 0),
  from_month text not null check (length(from_month) = 7),
  site integer references sites (id),
  per_month double precision not null check (per_month > 0),
  approximate integer not null check (approximate in (0, 1)),
  sites_covered text not null check (length(sites_covered) <= 1000),
  counting_unit text not null check (counting_unit in ('', 'encounter', 'exam', 'cpt', 'other')),
  source text not null check (length(source) <= 1000)
);

create unique index baselines_by_site on baselines (coalesce(site, 0), from_month);

insert into baselines (id, from_month, site, per_month, approximate, sites_covered, counting_unit, source)
values (1, '2000-01', null, 680, 1, 'University and VA', '', 'Division profile');

create table staffing_baselines (
  id integer primary key autoincrement check (id > 0),
  from_month text not null check (length(from_month) = 7),
  role text not null check (role in ('attending', 'app', 'technologist', 'nurse', 'resident', 'fellow')),
  headcount integer not null check (headcount >= 0),
  fte double precision check (fte >= 0),
  sites_covered text not null check (length(sites_covered) <= 1000),
  source text not null check (length(source) <= 1000),
  unique (role, from_month)
);

insert into staffing_baselines (id, from_month, role, headcount, fte, sites_covered, source)
values
  (1, '2000-01', 'attending', 9, null, '', 'Division profile'),
  (2, '2000-01', 'app', 3, null, '', 'Division profile'),
  (3, '2000-01', 'technologist', 15, null, '', 'Division profile'),
  (4, '2000-01', 'nurse', 14, null, '', 'Division profile');

create table annotations (
  id integer primary key autoincrement check (id > 0),
  month text not null check (length(month) = 7),
  site integer references sites (id),
  group_id integer references groups (id),
  text text not null check (length(text) between 1 and 2000),
  by_user text not null references users (id),
  at bigint not null
);

create table settings (
  key text primary key check (length(key) between 1 and 100),
  value text not null check (length(value) <= 4000),
  check (key <> 'calendar' or value in ('calendar', 'academic', 'federal'))
) without rowid;

insert into settings (key, value)
values
  ('calendar', 'federal'),
  ('division_name', 'Interventional Radiology');

-- What a coordinator answered once about a source's files.
create table answers (
  source text not null check (length(source) between 1 and 500),
  question text not null check (length(question) between 1 and 2000),
  answer text not null check (length(answer) <= 4000),
  by_user text not null references users (id),
  at bigint not null,
  primary key (source, question)
) without rowid;

create table audit (
  id integer primary key autoincrement,
  at bigint not null,
  by_user text not null references users (id),
  action text not null check (length(action) between 1 and 60),
  subject text not null check (length(subject) <= 1000),
  detail text not null check (length(detail) <= 4000),
  revision bigint
);
