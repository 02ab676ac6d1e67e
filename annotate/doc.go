// Package annotate is the domain: articles, stories, sentences, labels,
// annotations, and the changes that turn one state of a library into the next.
// It knows nothing of files, screens or networks.
package annotate
