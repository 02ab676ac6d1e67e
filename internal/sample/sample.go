// Package sample holds the sample story: five invented reports of one invented
// event. They disagree, as reports do, and carry the quirks of real ones.
package sample

import (
	"embed"
	"io/fs"
)

// Story is the title of the sample story.
const Story = "The storm gate of Port Vessany"

//go:embed reports
var reports embed.FS

// Files is the sample's reports, as files in the root of a file system: four of
// plain text and one in Markdown. Their names sort in the order to read them in.
func Files() fs.FS {
	files, err := fs.Sub(reports, "reports")
	if err != nil {
		return reports // cannot be: the folder is embedded under this very name
	}
	return files
}
