package dashboard

import (
	"go/ast"
	"go/parser"
	"go/token"
	slashes "path"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// sourceWords are the comments and the constants of packages of this module, so that the description says of a field
// what its own comment says.
type sourceWords struct {
	types  map[string]string   // "caseload/dashboard/insight.Overview"
	fields map[string]string   // "caseload/dashboard/insight.Overview.Main"
	values map[string][]string // of a string type: its constants
	read   map[string]bool     // packages
}

func (w *sourceWords) learn(t *testing.T, pkg string) {
	t.Helper()
	if w.read[pkg] || !strings.HasPrefix(pkg, "caseload/") {
		return
	}
	w.read[pkg] = true
	dir := slashes.Join("..", strings.TrimPrefix(pkg, "caseload/"))
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	noError(t, err)
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		noError(t, err)
		for _, d := range file.Decls {
			if general, ok := d.(*ast.GenDecl); ok {
				w.learnDeclaration(pkg, general)
			}
		}
	}
}

func (w *sourceWords) learnDeclaration(pkg string, d *ast.GenDecl) {
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			name := pkg + "." + s.Name.Name
			w.types[name] = withoutName(oneLine(s.Doc, d.Doc), s.Name.Name)
			if structure, ok := s.Type.(*ast.StructType); ok {
				for _, field := range structure.Fields.List {
					for _, id := range field.Names {
						w.fields[name+"."+id.Name] = withoutName(oneLine(field.Comment, field.Doc), id.Name)
					}
				}
			}
		case *ast.ValueSpec:
			id, ok := s.Type.(*ast.Ident)
			if d.Tok != token.CONST || !ok {
				continue
			}
			for _, value := range s.Values {
				if literal, ok := value.(*ast.BasicLit); ok && literal.Kind == token.STRING {
					text, _ := strconv.Unquote(literal.Value)
					w.values[pkg+"."+id.Name] = append(w.values[pkg+"."+id.Name], text)
				}
			}
		}
	}
}

// oneLine returns the first comment that says something.
func oneLine(comments ...*ast.CommentGroup) string {
	for _, c := range comments {
		if text := strings.Join(strings.Fields(c.Text()), " "); text != "" {
			return text
		}
	}
	return ""
}

// withoutName turns "Overview is the answer to …" into "The answer to …": readers of JSON know no Go names.
func withoutName(text, name string) string {
	for _, verb := range []string{" is ", " are "} {
		if rest, ok := strings.CutPrefix(text, name+verb); ok {
			text = strings.ToUpper(rest[:1]) + rest[1:]
		}
	}
	return text
}

func (w *sourceWords) ofType(r reflect.Type) string { return w.types[r.PkgPath()+"."+r.Name()] }

func (w *sourceWords) ofField(r reflect.Type, field string) string {
	return w.fields[r.PkgPath()+"."+r.Name()+"."+field]
}
