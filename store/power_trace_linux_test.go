package store

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// call is one thing that a process did to the files of a folder: after the system had done it.
type call struct {
	does     string
	file     int    // which; files are numbered as they are met
	name, to string // of the file or the folder; where a file went
	at       int64  // where it was written; its size, where that was set
	data     []byte // that was written, or said
}

// What calls do.
const (
	writes     = "writes"
	sizes      = "sizes"
	syncs      = "syncs"
	syncsNames = "syncs the names of" // the files of a folder
	makes      = "makes"
	makesDir   = "makes the folder"
	renames    = "renames"
	links      = "gives a name to"
	removes    = "removes"
	says       = "says" // on its standard output
)

// tracer watches a process, with all its threads, as a debugger does (ptrace(2)), and takes down
// what it does to the files of a folder.
type tracer struct {
	folder string
	calls  []call
	pid    int
	memory *os.File
	inside map[int]entered // what each thread has asked for
	files  map[int]int     // by descriptor
	dirs   map[int]string  // by descriptor
	names  map[string]int  // files by path
	next   int             // number of a file
}

// entered is a call that the system has not done yet.
type entered struct {
	number uint64
	with   [6]uint64
	path   string
}

// folderImage is what the files of a folder hold, by their paths.
func folderImage(folder string) (map[string][]byte, error) {
	out := map[string][]byte{}
	return out, filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			out[path], err = os.ReadFile(path)
		}
		return err
	})
}

// errUntraceable says that the system lets no process look at what another does.
var errUntraceable = errors.New("the system forbids to trace a process (ptrace)")

// traced runs a command to its end and returns what it did to the files of a folder. The files that
// were there at first have the numbers that names gives them.
func traced(cmd *exec.Cmd, folder string, names map[string]int) ([]call, error) {
	runtime.LockOSThread() // only the thread that started the process may ask about it
	defer runtime.UnlockOSThread()
	cmd.SysProcAttr = &syscall.SysProcAttr{Ptrace: true, Setpgid: true}
	if err := cmd.Start(); forbidden(err) {
		return nil, fmt.Errorf("%w: %w", errUntraceable, err)
	} else if err != nil {
		return nil, err
	}
	tr := &tracer{folder: folder, pid: cmd.Process.Pid, inside: map[int]entered{}, files: map[int]int{}, dirs: map[int]string{}, names: names, next: len(names)}
	defer cmd.Process.Release() // it is waited for here
	err := tr.run()
	if err != nil {
		_ = cmd.Process.Kill() // it may have ended
	}
	return tr.calls, err
}

func (tr *tracer) run() (err error) {
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(tr.pid, &status, syscall.WALL, nil); err != nil || !status.Stopped() {
		return fmt.Errorf("the process has not stopped: %v: %w", status, err)
	}
	const endsWithUs, markCalls, threadsToo = unix.PTRACE_O_EXITKILL, unix.PTRACE_O_TRACESYSGOOD, unix.PTRACE_O_TRACECLONE
	if err := syscall.PtraceSetOptions(tr.pid, endsWithUs|markCalls|threadsToo); err != nil {
		return err
	}
	if tr.memory, err = os.Open(fmt.Sprintf("/proc/%d/mem", tr.pid)); err != nil {
		return err
	}
	defer tr.memory.Close()
	for thread, signal := tr.pid, 0; ; {
		if err := syscall.PtraceSyscall(thread, signal); err != nil && !errors.Is(err, syscall.ESRCH) { // it is gone
			return err
		}
		for {
			if thread, err = syscall.Wait4(-tr.pid, &status, syscall.WALL, nil); err != nil {
				return err
			}
			if !status.Exited() && !status.Signaled() {
				break
			}
			if thread == tr.pid {
				return ended(status)
			}
		}
		signal = 0
		switch s := status.StopSignal(); {
		case s == syscall.SIGTRAP|0x80:
			if err := tr.stopped(thread); err != nil {
				return err
			}
		case s != syscall.SIGTRAP && s != syscall.SIGSTOP: // those are of the tracing
			signal = int(s)
		}
	}
}

func ended(status syscall.WaitStatus) error {
	if status.ExitStatus() != 0 {
		return fmt.Errorf("the process ended with %d", status.ExitStatus())
	}
	return nil
}

// stopped looks at a thread that goes into a call of the system, or comes out of one.
func (tr *tracer) stopped(thread int) error {
	const isEntry, isExit = 1, 2
	var info struct { // of PTRACE_GET_SYSCALL_INFO, which is the same for all processors
		op         uint8
		arch       uint32
		ip, sp     uint64
		number     uint64 // going in; coming out what the call returns
		parameters [6]uint64
		_          [2]uint64
	}
	_, _, errno := syscall.Syscall6(syscall.SYS_PTRACE, unix.PTRACE_GET_SYSCALL_INFO, uintptr(thread), unsafe.Sizeof(info), uintptr(unsafe.Pointer(&info)), 0, 0)
	switch {
	case errno == syscall.ESRCH: // killed meanwhile
		return nil
	case errno != 0:
		return errno
	case info.op == isEntry:
		in := entered{number: info.number, with: info.parameters}
		err := tr.enters(&in)
		tr.inside[thread] = in
		return err
	case info.op == isExit && int64(info.number) >= 0:
		return tr.leaves(tr.inside[thread], int64(info.number))
	}
	return nil
}

func (tr *tracer) enters(in *entered) (err error) {
	switch in.number {
	case syscall.SYS_LINKAT:
		in.path, err = tr.text(in.with[3])
	case syscall.SYS_OPENAT, syscall.SYS_MKDIRAT, syscall.SYS_UNLINKAT, syscall.SYS_RENAMEAT, unix.SYS_RENAMEAT2:
		in.path, err = tr.text(in.with[1])
	case syscall.SYS_CLOSE: // when it has returned, another thread may have the descriptor
		delete(tr.files, int(in.with[0]))
		delete(tr.dirs, int(in.with[0]))
	}
	return err
}

// text is a C string in the memory of the process.
func (tr *tracer) text(at uint64) (string, error) {
	buffer := make([]byte, 4096)
	n, err := tr.memory.ReadAt(buffer, int64(at))
	if end := bytes.IndexByte(buffer[:n], 0); end >= 0 {
		return string(buffer[:end]), nil
	}
	return "", fmt.Errorf("a path in the memory of the process: %w", err)
}

// leaves takes down a call that the system has done, and what it returned.
func (tr *tracer) leaves(in entered, result int64) error {
	file, known := tr.files[int(in.with[0])]
	switch in.number {
	case syscall.SYS_OPENAT:
		return tr.opened(int(in.with[2]), int(result))
	case syscall.SYS_MKDIRAT:
		tr.add(call{does: makesDir, name: in.path})
	case syscall.SYS_UNLINKAT:
		tr.add(call{does: removes, name: in.path})
		delete(tr.names, in.path)
	case syscall.SYS_RENAMEAT, unix.SYS_RENAMEAT2:
		to, err := tr.text(in.with[3])
		tr.add(call{does: renames, name: in.path, to: to})
		tr.names[to] = tr.names[in.path]
		delete(tr.names, in.path)
		return err
	case syscall.SYS_LINKAT:
		return tr.linked(in)
	case syscall.SYS_FSYNC, syscall.SYS_FDATASYNC:
		if dir, ok := tr.dirs[int(in.with[0])]; ok {
			tr.add(call{does: syncsNames, name: dir})
		} else if known {
			tr.calls = append(tr.calls, call{does: syncs, file: file})
		}
	case syscall.SYS_FTRUNCATE:
		if known {
			tr.calls = append(tr.calls, call{does: sizes, file: file, at: int64(in.with[1])})
		}
	case syscall.SYS_WRITE, syscall.SYS_PWRITE64, unix.SYS_COPY_FILE_RANGE, syscall.SYS_SENDFILE, syscall.SYS_SPLICE:
		return tr.wrote(in, result)
	}
	return nil
}

// add takes down a call if it is about the folder.
func (tr *tracer) add(c call) {
	if c.name == tr.folder || strings.HasPrefix(c.name, tr.folder+"/") {
		tr.calls = append(tr.calls, c)
	}
}

func (tr *tracer) opened(flags, descriptor int) error {
	path, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", tr.pid, descriptor))
	if err != nil || path != tr.folder && !strings.HasPrefix(path, tr.folder+"/") {
		return err
	}
	info, err := os.Stat(path)
	nameless := errors.Is(err, fs.ErrNotExist) // as the system says: NAME (deleted)
	if err == nil && info.IsDir() {
		tr.dirs[descriptor] = path
	}
	if err != nil && !nameless || tr.dirs[descriptor] != "" {
		return err
	}
	file, known := tr.names[path]
	switch {
	case nameless && (!known || flags&unix.O_TMPFILE == unix.O_TMPFILE):
		file, tr.next = tr.next, tr.next+1
		tr.names[path] = file
	case !known:
		file, tr.next = tr.next, tr.next+1
		tr.names[path] = file
		tr.add(call{does: makes, file: file, name: path})
	}
	tr.files[descriptor] = file
	if flags&syscall.O_TRUNC != 0 && known {
		tr.calls = append(tr.calls, call{does: sizes, file: file})
	}
	return nil
}

// linked takes down that a file that is open has got a name, or one more.
func (tr *tracer) linked(in entered) error {
	from, err := tr.text(in.with[1])
	if err != nil {
		return err
	}
	file, known := tr.names[from]
	var descriptor int
	if _, err := fmt.Sscanf(from, "/proc/self/fd/%d", &descriptor); err == nil {
		file, known = tr.files[descriptor]
	}
	if known {
		tr.names[in.path] = file
		tr.add(call{does: links, file: file, name: in.path})
	}
	return nil
}

// wrote takes down what was written to a file of the folder, or said.
func (tr *tracer) wrote(in entered, n int64) error {
	to := int(in.with[0])
	switch in.number {
	case unix.SYS_COPY_FILE_RANGE, syscall.SYS_SPLICE:
		to = int(in.with[2])
	}
	file, known := tr.files[to]
	switch {
	case n == 0 || !known && to != 1:
		return nil
	case in.number == syscall.SYS_WRITE || in.number == syscall.SYS_PWRITE64:
		c := call{does: writes, file: file, at: int64(in.with[3]), data: make([]byte, n)}
		if _, err := tr.memory.ReadAt(c.data, int64(in.with[1])); err != nil {
			return fmt.Errorf("what the process wrote: %w", err)
		}
		if in.number == syscall.SYS_WRITE {
			c.at = tr.position(to) - n
		}
		if !known {
			c.does = says
		}
		tr.calls = append(tr.calls, c)
		return nil
	}
	c := call{does: writes, file: file, at: tr.position(to) - n, data: make([]byte, n)}
	f, err := os.Open(fmt.Sprintf("/proc/%d/fd/%d", tr.pid, to))
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.ReadAt(c.data, c.at)
	tr.calls = append(tr.calls, c)
	return err
}

// position is where a descriptor stands, 0 for a pipe.
func (tr *tracer) position(descriptor int) (at int64) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/fdinfo/%d", tr.pid, descriptor))
	if err == nil {
		_, _ = fmt.Sscanf(string(text), "pos:\t%d", &at) // what has no position has 0
	}
	return at
}
