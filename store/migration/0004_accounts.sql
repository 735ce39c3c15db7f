-- Whoever signs in is a user with a sign-in name or a subject; 'local' has neither. login_key is the
-- folded name. sites is a JSON list, empty for all: no foreign key, because the removal of a site must
-- never turn a list of one into a list of all.
alter table users add column login text not null default '' check (length(login) <= 100);
alter table users add column login_key text check (length(login_key) between 1 and 400);
alter table users add column access text not null default 'viewer' check (access in ('viewer', 'coordinator', 'lead', 'admin'));
alter table users add column sites text not null default '[]' check (length(sites) <= 10000);
alter table users add column password text not null default '' check (length(password) <= 500);
alter table users add column subject text check (length(subject) between 1 and 1000);
alter table users add column disabled_at bigint not null default 0 check (disabled_at >= 0);
alter table users add column created_at bigint not null default 0;
alter table users add column signed_in_at bigint not null default 0;

create unique index users_by_login on users (login_key);
create unique index users_by_subject on users (subject);

update users
set access = 'admin'
where id = 'local';

-- hash is the SHA-256 of the cookie's value in hexadecimal, so that the file opens no session.
create table sessions (
  hash text primary key check (length(hash) = 64),
  user_id text not null references users (id),
  created_at bigint not null,
  seen_at bigint not null,
  expires_at bigint not null check (expires_at > created_at)
) without rowid;

create index sessions_by_user on sessions (user_id);

create table tokens (
  id text primary key check (length(id) = 36),
  user_id text not null references users (id),
  name text not null check (length(name) between 1 and 200),
  hash text not null unique check (length(hash) = 64),
  access text not null check (access in ('viewer', 'coordinator', 'lead', 'admin')),
  created_at bigint not null,
  expires_at bigint not null check (expires_at > created_at),
  revoked_at bigint not null default 0,
  used_at bigint not null default 0
) without rowid;

-- A link that lets its bearer choose a password once: of the first administrator (no user), or of a user.
create table links (
  hash text primary key check (length(hash) = 64),
  user_id text references users (id),
  created_at bigint not null,
  expires_at bigint not null check (expires_at > created_at)
) without rowid;

-- Rises when somebody's rights change or a session ends, so that a server need not ask at each request.
create table access_version (
  id integer primary key check (id = 1),
  version bigint not null
);

insert into access_version (id, version)
values (1, 1);

create trigger users_change after update of name, login_key, access, sites, password, subject, disabled_at on users
begin
  update access_version set version = version + 1;
end;

create trigger sessions_end after delete on sessions
begin
  update access_version set version = version + 1;
end;

create trigger tokens_change after update of revoked_at, expires_at, access on tokens
begin
  update access_version set version = version + 1;
end;

create trigger tokens_end after delete on tokens
begin
  update access_version set version = version + 1;
end;

-- The audit log again, now with acts of nobody who is known: by_user is null for a sign-in that failed.
create table audit_log (
  id integer primary key autoincrement,
  at bigint not null,
  by_user text references users (id),
  action text not null check (length(action) between 1 and 60),
  subject text not null check (length(subject) <= 1000),
  detail text not null check (length(detail) <= 4000),
  origin text not null default '' check (length(origin) <= 100),
  revision bigint
);

insert into audit_log (id, at, by_user, action, subject, detail, revision)
select id, at, by_user, action, subject, detail, revision
from audit
order by id;

drop table audit;

alter table audit_log rename to audit;

-- What is older than this may go; everything else stays as it was written.
create table audit_kept (
  id integer primary key check (id = 1),
  since bigint not null
);

insert into audit_kept (id, since)
values (1, 0);

create trigger audit_stays before update on audit
begin
  select raise(abort, 'the audit log is append-only');
end;

create trigger audit_stays_whole before delete on audit
when old.at >= (select since from audit_kept)
begin
  select raise(abort, 'the audit log is append-only');
end;

create trigger audit_kept_rises before update on audit_kept
when new.since < old.since
begin
  select raise(abort, 'the audit log is append-only');
end;
