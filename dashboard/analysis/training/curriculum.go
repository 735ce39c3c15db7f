package training

// Allotment is the months that a training year gives to a rotation. Months are nil where nobody has stated
// them, which is not 0.
type Allotment struct {
	Rotation Rotation `json:"rotation"`
	Months   *float64 `json:"months"`
}

// CurriculumYear is one year of a path.
type CurriculumYear struct {
	Year       int         `json:"year"`
	Allotments []Allotment `json:"allotments"`
}

// Curriculum is what a path asks for, year by year. The templates are a start: a division edits them.
type Curriculum struct {
	Path     Path             `json:"path"`
	Years    []CurriculumYear `json:"years"`
	Verified bool             `json:"verified"`
	Source   string           `json:"source"`
	Note     string           `json:"note,omitempty"`
}

// monthsPerYear is how many months of rotations a training year has.
const monthsPerYear = 12

// Templates returns the curricula that a new division starts from. What nobody has stated is left open.
func Templates() []Curriculum {
	stated := func(r Rotation, months float64) Allotment { return Allotment{Rotation: r, Months: &months} }
	open := func(r Rotation) Allotment { return Allotment{Rotation: r} }
	fourth := func() CurriculumYear {
		return CurriculumYear{4, []Allotment{
			stated(IR, 5), stated(SICU, 1), stated(SurgicalOncology, 1), stated(Research, 1), stated(DR, 4),
		}}
	}
	return []Curriculum{
		{
			Path: Integrated, Verified: true, Source: "division curriculum",
			Note: "In years 1 to 3 IR is among the diagnostic rotations; for how many months is not stated.",
			Years: []CurriculumYear{
				{1, []Allotment{open(DR), open(IR)}},
				{2, []Allotment{open(DR), open(IR)}},
				{3, []Allotment{open(DR), open(IR)}},
				fourth(),
				{5, []Allotment{stated(IR, 12)}},
			},
		},
		{
			Path: IndependentOneYear, Verified: true, Source: "division curriculum", Note: "Months are not stated.",
			Years: []CurriculumYear{{1, []Allotment{open(IR)}}},
		},
		{
			Path: IndependentTwoYear, Verified: true, Source: "division curriculum", Note: "Months are not stated.",
			Years: []CurriculumYear{{1, []Allotment{open(IR)}}, {2, []Allotment{open(IR)}}},
		},
		{
			Path: ESIR, Verified: false, Source: "not verified",
			Note:  "Taken to follow the fourth integrated year; nobody has verified it.",
			Years: []CurriculumYear{fourth()},
		},
	}
}

// Months returns the months that the year gives to the rotation, and whether they are stated. A rotation that
// is not listed has 0 months once the listed ones fill the year.
func (c Curriculum) Months(year int, rotation Rotation) (float64, bool) {
	for _, y := range c.Years {
		if y.Year != year {
			continue
		}
		total := 0.0
		for _, a := range y.Allotments {
			switch {
			case a.Rotation == rotation && a.Months == nil:
				return 0, false
			case a.Rotation == rotation:
				return *a.Months, true
			case a.Months != nil:
				total += *a.Months
			}
		}
		return 0, total == monthsPerYear
	}
	return 0, false
}

// Check refuses a curriculum that no year could hold.
func (c Curriculum) Check() error {
	seen := map[int]bool{}
	for _, y := range c.Years {
		if y.Year < 1 || seen[y.Year] {
			return sentence("Year %d of the %s path is there twice, or no year at all.", y.Year, c.Path)
		}
		seen[y.Year] = true
		total, rotations := 0.0, map[Rotation]bool{}
		for _, a := range y.Allotments {
			if rotations[a.Rotation] {
				return sentence("Year %d of the %s path lists %s twice.", y.Year, c.Path, a.Rotation)
			}
			rotations[a.Rotation] = true
			if a.Months == nil {
				continue
			}
			if !isAmount(*a.Months) {
				return sentence("The months of %s in year %d of the %s path are not a number of 0 or more.", a.Rotation, y.Year, c.Path)
			}
			total += *a.Months
		}
		if total > monthsPerYear {
			return sentence("Year %d of the %s path has %s months; a year has 12.", y.Year, c.Path, number(total))
		}
	}
	return nil
}
