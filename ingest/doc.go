// Package ingest turns what people have (text and Markdown files, in whatever
// encoding) into articles: clean text, the metadata that it states, and where its
// sentences stand. Nothing is guessed: what a report does not state stays empty.
//
// Texts come from strangers. clean.go is the one place that makes them harmless;
// nothing that has not been through [Clean] leaves this package.
package ingest
