-- An event can be about one procedure or one measure, as a rebase can.
alter table annotations add column procedure integer references procedures (id) check (procedure is null or group_id is null);

alter table annotations add column measure text not null default '' check (length(measure) <= 200 and (measure = '' or group_id is null and procedure is null));

alter table annotations add column role text not null default '' check (role in ('', 'attending', 'app', 'technologist', 'nurse', 'resident', 'fellow') and (role = '' or measure <> ''));
