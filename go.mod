module caseload

go 1.26.0
