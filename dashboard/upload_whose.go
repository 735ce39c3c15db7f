package dashboard

// WhosePart lets a lead say whose file it is that the lead sends.
type WhosePart struct {
	Path, Summary, Name string
}

func (v uploadView) whose() *WhosePart {
	if !v.maySetTargets { // leads upload for others
		return nil
	}
	part := &WhosePart{Path: uploadPath(v.upload.ID) + "/answer", Summary: "Sent for somebody else?", Name: v.upload.OnBehalfOf}
	if part.Name != "" {
		part.Summary = "Sent for " + part.Name + " · Change"
	}
	return part
}
