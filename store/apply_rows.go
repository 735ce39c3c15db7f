package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	c "caseload/store/caseload"
	"caseload/store/fault"
)

// resolveCounts turns the batch's count changes into rows of the log.
func (p *prepared) resolveCounts() error {
	p.counts = make([]loggedChange, 0, len(p.batch.Counts))
	var last siteMonth
	for _, change := range p.batch.Counts {
		if change.Before == nil && change.After == nil {
			return errNothing
		}
		site, err := p.site(change.Site)
		if err != nil {
			return err
		}
		procedure, err := p.procedure(change.Procedure)
		if err != nil {
			return err
		}
		state, err := stateID(change.State)
		if err != nil {
			return err
		}
		if after := change.After; after != nil && after.N < 0 {
			return fault.New(fault.Invalid, "A count is never negative.").WithCode("negative_count")
		}
		p.counts = append(p.counts, loggedChange{
			month: change.Month, site: int64(site), procedure: int64(procedure),
			setting: int64(change.Setting), state: state,
			before: change.Before, after: change.After,
		})
		if here := (siteMonth{site, change.Month}); here != last {
			p.touched[here] = true
			last = here
		}
	}
	return nil
}

// applySiteMonths stores what the batch says about months, and opens a line for every month that
// its counts are the first to touch. A closed month refuses the whole batch.
func (w *work) applySiteMonths(ctx context.Context, p *prepared) error {
	wanted := map[siteMonth]c.SiteMonth{}
	for _, change := range p.batch.SiteMonths {
		site, err := p.site(change.Site)
		if err != nil {
			return err
		}
		if change.Suppressed < 0 || change.Complete && change.Suppressed > 0 {
			return fault.New(fault.Invalid, "%s, %s hides %d numbers, so it cannot be declared complete.",
				p.names.site(site), change.Month.Long(), change.Suppressed).WithCode("suppressed_complete")
		}
		row := w.siteMonth(p, siteMonth{site, change.Month})
		row.Complete, row.Suppressed = change.Complete, change.Suppressed
		wanted[siteMonth{site, change.Month}] = row
	}
	for key := range p.touched {
		if _, ok := wanted[key]; !ok {
			wanted[key] = w.siteMonth(p, key)
		}
	}
	keys := slices.SortedFunc(maps.Keys(wanted), siteMonth.compare)
	var closed []string
	for _, key := range keys {
		if p.known[key].IsClosed() {
			closed = append(closed, p.names.site(key.site)+", "+key.month.Long())
		}
	}
	if len(closed) > 0 {
		return closedMonths(closed)
	}
	for _, key := range keys {
		if err := w.applySiteMonth(ctx, p, key, wanted[key]); err != nil {
			return err
		}
	}
	return nil
}

// siteMonth returns the month's line as this revision leaves it if it says nothing more.
func (w *work) siteMonth(p *prepared, key siteMonth) c.SiteMonth {
	row, ok := p.known[key]
	if !ok {
		row = c.SiteMonth{Site: key.site, Month: key.month, ReceivedAt: w.at}
	}
	if w.source != 0 {
		row.Source = w.source
	}
	return row
}

func (w *work) applySiteMonth(ctx context.Context, p *prepared, key siteMonth, row c.SiteMonth) error {
	before, known := p.known[key]
	if unsaid := before; known && !p.touched[key] {
		// A file that repeats what is stored has not spoken of the month anew.
		unsaid.Source = row.Source
		if unsaid == row {
			return nil
		}
	}
	if known && before == row {
		return nil
	}
	change := c.Change{Kind: c.ChangeSiteMonth, Key: siteMonthKey(row.Site, row.Month)}
	var err error
	if known {
		if change.Before, err = json.Marshal(before); err != nil {
			return err
		}
	}
	if change.After, err = json.Marshal(row); err != nil {
		return err
	}
	if _, err := siteMonthRows().save(ctx, w.tx, row); err != nil {
		return fmt.Errorf("store %s: %w", change.Key, err)
	}
	return w.record(ctx, change)
}

func closedMonths(closed []string) error {
	message := "A closed month would change"
	if len(closed) > 1 {
		message = fmt.Sprintf("%d closed months would change", len(closed))
	}
	return fault.New(fault.Conflict, "%s. Nothing was stored; reopen it first.", message).
		WithCode("closed_month").WithDetails(closed...)
}

// applyCounts logs the batch's counts, checks that nobody was overtaken and settles them.
func (w *work) applyCounts(ctx context.Context, p *prepared) error {
	if len(p.counts) == 0 {
		return nil
	}
	if !slices.IsSortedFunc(p.counts, loggedChange.compare) {
		slices.SortFunc(p.counts, loggedChange.compare)
	}
	if err := refuseDuplicates(p.counts, p.names); err != nil {
		return err
	}
	if err := w.logCounts(ctx, p.counts); err != nil {
		return err
	}
	isNew, err := w.isNewGround(ctx, p.counts[0].month, p.counts[len(p.counts)-1].month)
	if err != nil {
		return err
	}
	if !isNew || slices.ContainsFunc(p.counts, func(one loggedChange) bool { return one.before != nil }) {
		details, err := w.overtakenCells(ctx, p.names, func(now, expected string) string {
			return "now " + now + ", the preview said " + expected
		})
		if err != nil {
			return err
		}
		if len(details) > 0 {
			return changedMeanwhile(details)
		}
	}
	return w.settleCounts(ctx, sumChanges(p.counts))
}

func changedMeanwhile(details []string) error {
	return fault.New(fault.Conflict, "What is stored differs from what the preview showed. Nothing was changed; look at the preview again.").
		WithCode("revision_conflict").WithDetails(details...)
}

// applyAppointments stores the batch's roster lines.
func (w *work) applyAppointments(ctx context.Context, p *prepared) error {
	if len(p.batch.Appointments) == 0 {
		return nil
	}
	rows, err := w.tx.QueryContext(ctx, appointmentColumns)
	stored, err := collect(rows, err, scanAppointment)
	if err != nil {
		return fmt.Errorf("read appointments: %w", err)
	}
	current := map[c.AppointmentKey]c.Appointment{}
	for _, appointment := range stored {
		current[appointment.AppointmentKey] = appointment
	}
	var gone []c.Appointment
	var kept []c.Appointment
	var overtaken []string
	for _, change := range p.batch.Appointments {
		if before := change.Before; before != nil {
			same, err := equalJSON(current[before.AppointmentKey], *before)
			if err != nil {
				return err
			}
			if !same {
				overtaken = append(overtaken, appointmentRows().describe(appointmentKey(before.AppointmentKey), p.names))
				continue
			}
			if change.After == nil || change.After.AppointmentKey != before.AppointmentKey {
				gone = append(gone, *before)
			}
		}
		if change.After != nil {
			after := *change.After
			if after.Site, err = p.site(after.Site); err != nil {
				return err
			}
			after.Source = w.source
			if _, exists := current[after.AppointmentKey]; exists && change.Before == nil {
				overtaken = append(overtaken, appointmentRows().describe(appointmentKey(after.AppointmentKey), p.names))
			}
			kept = append(kept, after)
		}
	}
	if len(overtaken) > 0 {
		return changedMeanwhile(overtaken[:min(len(overtaken), maxDetails)])
	}
	return w.storeAppointments(ctx, p, current, gone, kept)
}

func (w *work) storeAppointments(ctx context.Context, p *prepared, current map[c.AppointmentKey]c.Appointment, gone, kept []c.Appointment) error {
	ledger := appointmentRows()
	for _, before := range gone {
		p.sites[before.Site] = true
		if _, err := drop(ctx, w, ledger, appointmentKey(before.AppointmentKey)); err != nil {
			return err
		}
		delete(current, before.AppointmentKey)
	}
	for _, after := range kept {
		change := c.Change{Kind: c.ChangeAppointment, Key: appointmentKey(after.AppointmentKey)}
		var err error
		if before, ok := current[after.AppointmentKey]; ok {
			if change.Before, err = json.Marshal(before); err != nil {
				return err
			}
		}
		if change.After, err = json.Marshal(after); err != nil {
			return err
		}
		if _, err := ledger.save(ctx, w.tx, after); err != nil {
			if isConstraintViolation(err) {
				return fault.New(fault.Invalid, "%s holds a value that cannot be stored.", ledger.describe(change.Key, p.names)).WithCode("appointment")
			}
			return fmt.Errorf("store appointment: %w", err)
		}
		if err := w.record(ctx, change); err != nil {
			return err
		}
	}
	return nil
}

// applyRosterMonths notes which sites a roster spoke of, and when.
func (w *work) applyRosterMonths(ctx context.Context, p *prepared) error {
	for _, row := range p.batch.RosterMonths {
		site, err := p.site(row.Site)
		if err != nil {
			return err
		}
		row.Site, row.ReceivedAt, row.Source = site, w.at, w.source
		key := siteMonthKey(site, row.Month)
		before, err := rosterMonthRows().load(ctx, w.tx, key)
		if err != nil {
			return err
		}
		if before != nil {
			row.ReceivedAt = before.ReceivedAt
			if len(p.batch.Appointments) == 0 {
				continue
			}
		}
		if _, err := put(ctx, w, rosterMonthRows(), key, row); err != nil {
			return err
		}
	}
	return nil
}

// equalJSON compares what the history would keep of two values, which follows pointers.
func equalJSON(a, b any) (bool, error) {
	left, err := json.Marshal(a)
	if err != nil {
		return false, err
	}
	right, err := json.Marshal(b)
	return bytes.Equal(left, right), err
}
