-- When an upload was purged; its file, its name and its texts are gone then.
alter table uploads add column purged_at bigint not null default 0 check (purged_at >= 0);

-- A purge strikes texts out of the log. Who, when and what was done stay, and nothing else can take the place of a text.
drop trigger audit_stays;

create trigger audit_stays before update on audit
when not (
  new.id = old.id
  and new.at = old.at
  and new.by_user is old.by_user
  and new.action = old.action
  and new.origin = old.origin
  and new.revision is old.revision
  and new.subject in (old.subject, '[purged]')
  and new.detail in (old.detail, '[purged]')
)
begin
  select raise(abort, 'the audit log is append-only');
end;
