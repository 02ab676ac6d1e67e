//go:build unix

package suggester

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

// alone gives a command a session of its own: it cannot take the terminal, and it is ended
// with all that it has started and that has stayed in its session.
func alone(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Cancel = func() error { return end(cmd) }
}

// end ends a command that was started, and what it has started: its process group, which a
// child that has made itself another session or group is no longer in.
func end(cmd *exec.Cmd) error {
	if cmd.Process == nil {
		return nil
	}
	if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL); !errors.Is(err, syscall.ESRCH) {
		return err
	}
	return os.ErrProcessDone
}
