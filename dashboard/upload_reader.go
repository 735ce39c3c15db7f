package dashboard

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"

	"github.com/gofiber/fiber/v2"

	"caseload/store/caseload"
	"caseload/store/fault"
)

const (
	// maxUpload is the largest file that is taken; the readers' own limits come after it.
	maxUpload = 8 << 20
	// uploadBody lets any larger file arrive that the server takes at all, and be dropped unread, so that
	// its sender gets a page that names maxUpload instead of a broken connection.
	uploadBody = bodyLimit

	// uploadDeadline leaves time to read a file that has taken all the time it may to arrive.
	uploadDeadline = readTimeout + defaultRequestTimeout

	maxUploadFields = 16
	maxFieldBytes   = 4 << 10
)

// sentFile is a file as it came, with the fields around it.
type sentFile struct {
	name   string
	bytes  []byte
	fields map[string]string
}

const codeNoFile = "no_file"

// readUpload reads the one file of a form from the request's stream, never more
// of it than may be kept, and never through a temp folder: a file with patient
// identifiers must not touch the disk.
func readUpload(c *fiber.Ctx) (sentFile, error) {
	kind, parameters, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil || kind != fiber.MIMEMultipartForm || parameters["boundary"] == "" {
		return sentFile{}, fault.New(fault.Invalid, "The file was sent in a way that is not read here.").WithCode("form_kind")
	}
	body := c.Context().RequestBodyStream()
	if body == nil {
		body = bytes.NewReader(c.Request().Body())
	}
	sent, err := readParts(multipart.NewReader(body, parameters["boundary"]))
	if err != nil {
		// Only courtesy: a client that is still sending would see a reset instead of the answer.
		_, _ = io.CopyN(io.Discard, body, bodyLimit)
		c.Context().SetConnectionClose()
	}
	return sent, err
}

func readParts(parts *multipart.Reader) (sentFile, error) {
	sent := sentFile{fields: map[string]string{}}
	for n := 0; ; n++ {
		part, err := parts.NextRawPart()
		switch {
		case errors.Is(err, io.EOF):
			if sent.bytes == nil {
				return sent, fault.New(fault.Invalid, "No file was chosen.").WithCode(codeNoFile)
			}
			return sent, nil
		case err != nil:
			return sent, brokenUpload(err)
		case n > maxUploadFields:
			return sent, fault.New(fault.TooLarge, "The form has more fields than any of ours.").WithCode("form_kind")
		}
		if part.FormName() == "file" {
			if err := sent.take(part); err != nil {
				return sent, err
			}
			continue
		}
		value, err := io.ReadAll(io.LimitReader(part, maxFieldBytes))
		if err != nil {
			return sent, brokenUpload(err)
		}
		sent.fields[part.FormName()] = string(value)
	}
}

// take reads the file itself. A second one is refused: which of them was meant is not guessed.
func (s *sentFile) take(part *multipart.Part) error {
	name := caseload.CleanName(part.FileName())
	data, err := io.ReadAll(io.LimitReader(part, maxUpload+1))
	switch {
	case err != nil:
		return brokenUpload(err)
	case len(data) > maxUpload:
		return fault.New(fault.TooLarge, "This file is larger than %s. Send a monthly summary, or split it by year.", megabytes(maxUpload)).WithCode("too_large")
	case len(data) == 0 && name == "":
		return nil // the field of a form that was sent without choosing a file
	case s.bytes != nil:
		return fault.New(fault.Invalid, "Several files were sent at once. Send them one after the other.").WithCode("several_files")
	}
	s.name, s.bytes = name, data
	if s.bytes == nil {
		s.bytes = []byte{}
	}
	return nil
}

// brokenUpload is for a body that ends early or is not what it says.
func brokenUpload(err error) error {
	return errors.Join(fault.New(fault.Invalid, "The file did not arrive whole. Send it again.").WithCode("broken_upload"), fmt.Errorf("read upload: %w", err))
}
