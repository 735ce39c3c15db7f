package main

import (
	"fmt"
	"strconv"

	"caseload/store/caseload"
)

// roomMinutes is how long a patient is in the room for each procedure, from in to ready. The numbers are
// invented, as local estimates are: short for what is done at the bedside's pace, hours for embolizations.
func roomMinutes(procedure string) int {
	minutes := map[string]int{
		"PICC placement": 35, "Chest port placement or removal": 55, "Tunneled central venous line": 45,
		"Abscess drainage": 60, "Drain exchange or upsizing": 35, "Sinogram and drain removal": 25,
		"Lung biopsy, CT-guided": 60, "Liver biopsy, percutaneous": 50, "Lymph node or soft tissue biopsy": 45,
		"Paracentesis": 35, "Thoracentesis": 35,
		"Percutaneous nephrostomy": 60, "Nephrostomy catheter exchange": 35, "Antegrade ureteral stent": 65,
		"Cholecystostomy": 50, "Biliary drainage": 90, "Cholangiogram with exchange or stent": 55,
		"Gastrostomy tube placement": 55, "Gastrojejunostomy conversion or exchange": 40,
		"Fistula or graft angioplasty": 75, "Thrombosed access declotting": 100, "Dialysis catheter, tunneled": 45,
		"Chemoembolization, liver": 130, "Y-90 mapping angiography": 130, "Y-90 radioembolization": 100,
		"Gastrointestinal bleed embolization": 130, "Trauma or pelvic embolization": 120,
		"Microwave ablation, liver": 130, "Renal cryoablation": 140,
		"Leg arteriogram, diagnostic": 75, "Femoral or tibial angioplasty": 120,
		"DVT thrombectomy or lysis": 130, "Pulmonary embolism aspiration": 130,
		"IVC filter placement": 45, "Retrieval of IVC filter": 55,
		"Fibroid embolization": 130, "Prostate artery embolization": 160,
		"TIPS creation or revision": 180, "Portal vein embolization": 150,
		"Kyphoplasty": 80, "Sacroplasty": 75,
		"Lymphangiography": 130, "Varicocele embolization": 75,
	}
	return minutes[procedure]
}

// ledByAPP is the share of a procedure's time in the room that an advanced practice provider takes from
// the attending; 0 for what attendings do themselves.
func ledByAPP(procedure string) float64 {
	switch procedure {
	case "PICC placement":
		return .7
	case "Drain exchange or upsizing", "Sinogram and drain removal", "Paracentesis", "Thoracentesis":
		return .6
	case "Nephrostomy catheter exchange", "Gastrojejunostomy conversion or exchange":
		return .3
	}
	return 0
}

// recoveryMinutes is how long a nurse watches over the patient afterwards, together with two others.
func recoveryMinutes(procedure string) int {
	room := roomMinutes(procedure)
	switch {
	case procedure == "Paracentesis" || procedure == "Thoracentesis":
		return 30
	case ledByAPP(procedure) > 0:
		return 0
	case room <= 50:
		return 60
	case room < 75:
		return 120
	}
	return 180
}

// minutesTable says who is busy with what for how long. With 8,160 procedures a year it comes to about
// 10 technologists, 11 nurses, 7 attendings and 1.6 advanced practice providers before any allowance.
func minutesTable() [][]string {
	table := [][]string{{"procedure", "role", "phase", "minutes", "people", "source"}}
	for _, p := range mix() {
		add := func(role caseload.Role, phase string, minutes int, people string) {
			if minutes > 0 && people != "0" {
				table = append(table, []string{p.name, string(role), phase, strconv.Itoa(minutes), people, "local estimate"})
			}
		}
		room, led := roomMinutes(p.name), ledByAPP(p.name)
		technologists, nurses, writing := "1", "1", 15
		switch {
		case room >= 100:
			technologists, writing = "2", 30
		case room >= 75:
			technologists, writing = "1.5", 30
		}
		add(caseload.Technologist, "pre", 10, "1")
		add(caseload.Technologist, "room", room, technologists)
		add(caseload.Technologist, "turnover", 15, "1")
		add(caseload.Technologist, "post", 8, "1")
		if led > 0 {
			nurses = "0.5" // no sedation: one nurse sees to two rooms
		}
		add(caseload.Nurse, "pre", 25, "1")
		add(caseload.Nurse, "room", room, nurses)
		add(caseload.Nurse, "recovery", recoveryMinutes(p.name), "1/3")
		add(caseload.Nurse, "post", 15, "1")
		if led > 0 {
			add(caseload.Attending, "room", room, decimals(1-led, 1))
			add(caseload.Attending, "post", 5, "1")
			add(caseload.APP, "pre", 10, "1")
			add(caseload.APP, "room", room, decimals(led, 1))
			add(caseload.APP, "post", 10, "1")
			continue
		}
		add(caseload.Attending, "pre", 15, "1")
		add(caseload.Attending, "room", room, "1")
		add(caseload.Attending, "post", writing, "1")
		add(caseload.APP, "pre", 10, "1") // history and consent
	}
	return table
}

func decimals(value float64, places int) string { return fmt.Sprintf("%.*f", places, value) }
