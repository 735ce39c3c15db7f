package main

// procedure is one line of the synthetic division's work.
type procedure struct {
	group, name    string
	university, va workload
}

// workload is what a site does of a procedure in an ordinary month of 2025.
type workload struct {
	perMonth       float64
	inpatientShare float64 // 0..1
}

// mix returns what the division does, by group. The numbers are invented; they were chosen so that a
// month looks like an academic division's: much access, drainage and biopsy, little of the rest, a VA
// with more arterial and prostate work and no trauma.
func mix() []procedure {
	return []procedure{
		{"Central venous access & ports", "PICC placement", workload{28, .85}, workload{11, .70}},
		{"Central venous access & ports", "Chest port placement or removal", workload{47, .06}, workload{17, .04}},
		{"Central venous access & ports", "Tunneled central venous line", workload{22, .55}, workload{8, .45}},

		{"Drainage & tube exchange", "Abscess drainage", workload{30, .78}, workload{9, .70}},
		{"Drainage & tube exchange", "Drain exchange or upsizing", workload{26, .35}, workload{9, .25}},
		{"Drainage & tube exchange", "Sinogram and drain removal", workload{14, .15}, workload{5, .10}},

		{"Image-guided biopsy", "Lung biopsy, CT-guided", workload{17, .05}, workload{9, .03}},
		{"Image-guided biopsy", "Liver biopsy, percutaneous", workload{23, .20}, workload{7, .12}},
		{"Image-guided biopsy", "Lymph node or soft tissue biopsy", workload{22, .18}, workload{8, .10}},

		{"Paracentesis & thoracentesis", "Paracentesis", workload{41, .50}, workload{16, .35}},
		{"Paracentesis & thoracentesis", "Thoracentesis", workload{20, .70}, workload{8, .55}},

		{"Nephrostomy & ureteral access", "Percutaneous nephrostomy", workload{11, .80}, workload{3, .75}},
		{"Nephrostomy & ureteral access", "Nephrostomy catheter exchange", workload{16, .08}, workload{5, .05}},
		{"Nephrostomy & ureteral access", "Antegrade ureteral stent", workload{5, .40}, workload{1, .30}},

		{"Biliary intervention", "Cholecystostomy", workload{7, .96}, workload{2, .95}},
		{"Biliary intervention", "Biliary drainage", workload{10, .85}, workload{2, .80}},
		{"Biliary intervention", "Cholangiogram with exchange or stent", workload{12, .25}, workload{2, .20}},

		{"Gastrostomy", "Gastrostomy tube placement", workload{15, .70}, workload{4, .55}},
		{"Gastrostomy", "Gastrojejunostomy conversion or exchange", workload{11, .25}, workload{4, .20}},

		{"Dialysis access", "Fistula or graft angioplasty", workload{10, .08}, workload{5, .05}},
		{"Dialysis access", "Thrombosed access declotting", workload{4, .25}, workload{2, .20}},
		{"Dialysis access", "Dialysis catheter, tunneled", workload{5, .60}, workload{2, .50}},

		{"Chemoembolization & Y-90", "Chemoembolization, liver", workload{8, .70}, workload{3, .65}},
		{"Chemoembolization & Y-90", "Y-90 mapping angiography", workload{7, .02}, workload{1.5, .02}},
		{"Chemoembolization & Y-90", "Y-90 radioembolization", workload{6, .03}, workload{1.5, .02}},

		{"Arterial embolization, bleeding", "Gastrointestinal bleed embolization", workload{9, .97}, workload{2.6, .97}},
		{"Arterial embolization, bleeding", "Trauma or pelvic embolization", workload{8, .99}, workload{0, 0}},

		{"Thermal ablation", "Microwave ablation, liver", workload{7.5, .25}, workload{2.6, .20}},
		{"Thermal ablation", "Renal cryoablation", workload{5, .30}, workload{2.2, .25}},

		{"Peripheral arterial disease", "Leg arteriogram, diagnostic", workload{4, .35}, workload{4, .25}},
		{"Peripheral arterial disease", "Femoral or tibial angioplasty", workload{6, .40}, workload{5, .30}},

		{"Venous thrombosis & PE", "DVT thrombectomy or lysis", workload{6.5, .75}, workload{1.9, .70}},
		{"Venous thrombosis & PE", "Pulmonary embolism aspiration", workload{4.2, .99}, workload{.9, .99}},

		{"IVC filter, in & out", "IVC filter placement", workload{5, .85}, workload{1.6, .80}},
		{"IVC filter, in & out", "Retrieval of IVC filter", workload{3, .03}, workload{1.2, .03}},

		{"Uterine & prostate embolization", "Fibroid embolization", workload{5.2, .30}, workload{.4, .20}},
		{"Uterine & prostate embolization", "Prostate artery embolization", workload{2.4, .03}, workload{2.6, .03}},

		{"TIPS & portal intervention", "TIPS creation or revision", workload{5.4, .85}, workload{.8, .85}},
		{"TIPS & portal intervention", "Portal vein embolization", workload{2.3, .10}, workload{.3, .10}},

		{"Vertebral augmentation", "Kyphoplasty", workload{5, .25}, workload{2.4, .20}},
		{"Vertebral augmentation", "Sacroplasty", workload{1.4, .20}, workload{.6, .20}},

		{"Lymphatic & other", "Lymphangiography", workload{1.8, .55}, workload{0, 0}},
		{"Lymphatic & other", "Varicocele embolization", workload{2.6, .02}, workload{.8, .02}},
	}
}

// at returns the procedure's workload at the site.
func (p procedure) at(site string) workload {
	if site == va {
		return p.va
	}
	return p.university
}
