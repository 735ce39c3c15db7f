package caseload

// The measures that the pages know what to do with. A measure may have any other name and is shown by it.
const (
	MeasureRoomHoursUsed      = "room hours used"
	MeasureRoomHoursAvailable = "room hours available"
	MeasureCancellations      = "cancellations"
	MeasureAddOns             = "add-ons"
	MeasureCallBacks          = "call-backs" // people called in from home
	MeasureOvertimeHours      = "overtime hours"
	MeasureAgencyHours        = "agency hours"
	MeasureWorkedHours        = "worked hours"
	MeasurePaidHours          = "paid hours"
)
