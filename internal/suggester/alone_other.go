//go:build !unix

package suggester

import "os/exec"

// alone leaves a command as it is where there are no sessions.
func alone(*exec.Cmd) {}

// end ends a command that was started.
func end(cmd *exec.Cmd) error {
	if cmd.Process == nil {
		return nil
	}
	return cmd.Process.Kill()
}
