package cli

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"rashomon/compare"
	"rashomon/internal/clean"
)

// groupedArticle is a line of `group --json`.
type groupedArticle struct {
	ID    string `json:"id"`
	Story string `json:"story"`
}

func (a *app) groupCommand() *cobra.Command {
	return a.pipeCommand("group", "Say which articles are about one event",
		"  rashomon group reports/*.txt\n  rashomon group --json < articles.jsonl", groupArticles)
}

func groupArticles(ctx context.Context, p *pipe, args []string) error {
	var articles []compare.Article
	var read []piped
	err := p.each(ctx, args, func(x piped) error {
		articles = append(articles, compare.Article{ID: x.ID, Title: x.Title, Text: x.Text, Lang: x.Lang, Date: x.Date, Story: x.Story})
		read = append(read, piped{ID: x.ID, Title: x.Title, Source: x.Source})
		return nil
	})
	if err != nil {
		return err
	}
	stories, err := compare.Group(ctx, articles)
	if err != nil {
		return err
	}
	if p.json {
		for i, s := range stories {
			if err := p.write(groupedArticle{read[i].ID, strconv.Itoa(s + 1)}); err != nil {
				return err
			}
		}
		return nil
	}
	p.printStories(read, stories)
	return nil
}

// printStories writes the articles story by story.
func (p *pipe) printStories(read []piped, stories []int) {
	members := map[int][]int{}
	last := -1
	for i, s := range stories {
		members[s] = append(members[s], i)
		last = max(last, s)
	}
	for s := range last + 1 {
		fmt.Fprintf(p.Out, "story %d\n", s+1)
		for _, i := range members[s] {
			fmt.Fprintf(p.Out, "  %s  %s\n", clean.Line(read[i].ID), clean.Line(read[i].Title))
		}
	}
}
