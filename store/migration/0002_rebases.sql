-- A month from which the limits of one series are computed anew, because somebody knows why it changed.
-- One series is all procedures or one group, of all sites or of one.
create table rebases (
  id integer primary key autoincrement check (id > 0),
  month text not null check (length(month) = 7 and month between '1900-01' and '2199-12' and substr(month, 5, 1) = '-' and substr(month, 6, 2) between '01' and '12'),
  site integer references sites (id),
  group_id integer references groups (id),
  reason text not null check (length(reason) between 1 and 2000),
  by_user text not null references users (id),
  at bigint not null
);

create unique index rebases_by_series on rebases (coalesce(site, 0), coalesce(group_id, 0), month);
