// Rashomon is for people who read several reports of one event and mark what each says.
package main

import (
	"context"
	"os"

	"rashomon/internal/cli"
)

func main() {
	os.Exit(cli.Main(context.Background(), os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}
