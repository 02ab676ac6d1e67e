package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/ingest/fetch"
	"rashomon/internal/config"
	"rashomon/internal/suggester"
)

// errFar says that a program that the settings name may use the network, which is not to be used.
var errFar = errors.New("the external suggester may use the network, which is not to be used")

// addOffline adds --offline, with which nothing is asked of the network, to a command and all below.
func (a *app) addOffline(c *cobra.Command) {
	c.PersistentFlags().BoolFunc("offline", "use no network (default $RASHOMON_OFFLINE, else that of the settings)", func(text string) error {
		on, err := strconv.ParseBool(text)
		a.offline = &on
		return err
	})
}

// overOffline puts the environment and the flag over the settings. What the variable says counts as
// yes unless it says no.
func (a *app) overOffline(c *config.Config) {
	switch said := strings.ToLower(strings.TrimSpace(os.Getenv("RASHOMON_OFFLINE"))); said {
	case "":
	case "0", "false", "no", "off":
		c.Set("offline", "RASHOMON_OFFLINE", func(c *config.Config) { c.Offline = false })
	default:
		c.Set("offline", "RASHOMON_OFFLINE", func(c *config.Config) { c.Offline = true })
	}
	if a.offline != nil {
		c.Set("offline", "--offline", func(c *config.Config) { c.Offline = *a.offline })
	}
}

// client is what asks servers: all that the program gets from the network comes through one.
func (a *app) client(o fetch.Options) *fetch.Client {
	o.Offline = a.config.Offline
	return fetch.New(o)
}

// online returns fetch.ErrOffline for a command that is about to use the network and must not.
func (a *app) online(command string) error {
	if !a.config.Offline {
		return nil
	}
	return hinted{fmt.Errorf("%s: %w", command, fetch.ErrOffline), a.config.From("offline") + " says so; --offline=false lets it, this once"}
}

// offlineHere is fetch.ErrOffline with who says so, for the screens.
func (a *app) offlineHere() error {
	return fmt.Errorf("%w: %s says so", fetch.ErrOffline, a.config.From("offline"))
}

// mayAsk returns errFar where the external suggester may use the network and must not.
func (a *app) mayAsk() error {
	if a.config.Offline && !a.config.Suggester.Local {
		return fmt.Errorf("suggest: %w", errFar)
	}
	return nil
}

// askSuggester asks the external suggester of the settings about articles, for as long as they say.
func (a *app) askSuggester(ctx context.Context, articles []annotate.Arrival, scheme annotate.Scheme, progress func(done int)) (map[annotate.ID]map[int]annotate.Proposal, error) {
	if err := a.mayAsk(); err != nil {
		return nil, err
	}
	s := a.config.Suggester
	ctx, cancel := context.WithTimeout(ctx, s.Timeout)
	defer cancel()
	return suggester.Ask(ctx, s.Command, articles, scheme, progress)
}
