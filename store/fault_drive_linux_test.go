package store

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"os"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// drive stands between a test and the system, and makes of the calls that change a file, or map one,
// what a failing drive would: the kernel asks it before each (seccomp_unotify(2)).
type drive struct {
	listener int           // where the kernel asks
	over     [2]int        // a pipe: closed at its second end when no more will be asked
	gone     chan struct{} // closed when nobody answers any more

	mu    sync.Mutex
	fault func(request) verdict // nil while all is well
	seen  map[int]int           // calls by number
}

// request is a call of the system: its number, and what it is given.
type request struct {
	number int
	args   [6]uint64
	nth    int // of its number, from 1, since the fault is there
}

// verdict is what becomes of a call: 0 is that it is done, and else it fails with this. Of a write that fails
// so many bytes are written first.
type verdict struct {
	errno   syscall.Errno
	written int
}

// onDrive does do on a thread that has a drive before it.
func onDrive(t *testing.T, do func(*drive)) {
	t.Helper()
	d := &drive{gone: make(chan struct{}), seen: map[int]int{}}
	done, failed := make(chan struct{}), make(chan error, 1)
	go func() {
		defer close(done)
		runtime.LockOSThread() // never unlocked: the thread ends with its filter
		err := d.install()
		failed <- err
		if err != nil {
			return
		}
		go d.attend()
		defer func() { d.set(nil) }()
		do(d)
	}()
	if err := <-failed; forbidden(err) {
		t.Skipf("the system forbids to stand before its drives (seccomp): %v", err)
	} else {
		must(t, err)
	}
	<-done
	must(t, unix.Close(d.over[1])) // the thread itself may outlive its goroutine: the first of the process does
	<-d.gone
}

// forbidden says whether that is the system's refusal of what a test needs, as containers have it.
func forbidden(err error) bool {
	return errors.Is(err, unix.EPERM) || errors.Is(err, unix.EACCES) || errors.Is(err, unix.ENOSYS)
}

// set puts a fault into the drive, or takes it out.
func (d *drive) set(fault func(request) verdict) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fault = fault
	clear(d.seen)
}

// install makes the kernel ask, from now on, on this thread.
func (d *drive) install() error {
	const number, flags = 0, 16 + 3*8 // in seccomp_data: nr, and the low half of args[3]
	load := func(at uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: at}
	}
	is := func(k uint32, yes, no uint8) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jt: yes, Jf: no, K: k}
	}
	filter := []unix.SockFilter{
		load(number),
		is(unix.SYS_PWRITE64, 6, 0), is(unix.SYS_FDATASYNC, 5, 0), is(unix.SYS_FSYNC, 4, 0), is(unix.SYS_FTRUNCATE, 3, 0),
		is(unix.SYS_MMAP, 0, 3),
		load(flags), is(unix.MAP_SHARED, 0, 1),
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_USER_NOTIF},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	const waitKillable = 1 << 5 // what was asked is not asked again when a signal comes
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	fd, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_NEW_LISTENER|waitKillable, uintptr(unsafe.Pointer(&program)))
	if errno != 0 {
		return errno
	}
	d.listener = int(fd)
	return unix.Pipe2(d.over[:], unix.O_CLOEXEC)
}

// attend answers the kernel until the test is over.
func (d *drive) attend() {
	defer close(d.gone)
	defer unix.Close(d.over[0])
	defer unix.Close(d.listener)
	for {
		poll := []unix.PollFd{{Fd: int32(d.listener), Events: unix.POLLIN}, {Fd: int32(d.over[0]), Events: unix.POLLIN}}
		if _, err := unix.Poll(poll, -1); err == unix.EINTR {
			continue
		} else if err != nil || poll[0].Revents&unix.POLLIN == 0 {
			return
		}
		var asked [80]byte // struct seccomp_notif: id, pid, flags, nr, arch, instruction pointer, six arguments
		if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(d.listener), unix.SECCOMP_IOCTL_NOTIF_RECV, uintptr(unsafe.Pointer(&asked))); errno != 0 {
			continue // it was called back
		}
		c := request{number: int(binary.NativeEndian.Uint32(asked[16:]))}
		for i := range c.args {
			c.args[i] = binary.NativeEndian.Uint64(asked[32+8*i:])
		}
		var answer [24]byte // struct seccomp_notif_resp: id, val, error, flags
		copy(answer[:8], asked[:8])
		if errno := d.judge(c); errno == 0 {
			binary.NativeEndian.PutUint32(answer[20:], unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE)
		} else {
			binary.NativeEndian.PutUint32(answer[16:], uint32(-int32(errno)))
		}
		unix.Syscall(unix.SYS_IOCTL, uintptr(d.listener), unix.SECCOMP_IOCTL_NOTIF_SEND, uintptr(unsafe.Pointer(&answer)))
	}
}

func (d *drive) judge(c request) syscall.Errno {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fault == nil {
		return 0
	}
	d.seen[c.number]++
	c.nth = d.seen[c.number]
	v := d.fault(c)
	if v.errno != 0 && v.written > 0 && c.number == unix.SYS_PWRITE64 {
		c.write(v.written)
	}
	return v.errno
}

// write does the first n bytes of a write, in the caller's place.
func (c request) write(n int) {
	b := make([]byte, min(n, int(c.args[2])))
	here, there := []unix.Iovec{{Base: &b[0], Len: uint64(len(b))}}, []unix.RemoteIovec{{Base: uintptr(c.args[1]), Len: len(b)}}
	if n, err := unix.ProcessVMReadv(unix.Getpid(), here, there, 0); err == nil {
		unix.Pwrite(int(c.args[0]), b[:n], int64(c.args[3]))
	}
}

// The faults.

// always fails every call of one kind, or, of kind 0, every call.
func always(number int, errno syscall.Errno) func(request) verdict {
	return func(c request) verdict {
		if number == 0 || c.number == number {
			return verdict{errno: errno}
		}
		return verdict{}
	}
}

// once fails the nth call of one kind. Of a write so many bytes are done.
func once(number, nth int, errno syscall.Errno, written int) func(request) verdict {
	return func(c request) verdict {
		if c.number == number && c.nth == nth {
			return verdict{errno, written}
		}
		return verdict{}
	}
}

// ofTheFirstPages fails what writes one of bbolt's first two pages after so many bytes.
func ofTheFirstPages(errno syscall.Errno, written int) func(request) verdict {
	return func(c request) verdict {
		if c.number == unix.SYS_PWRITE64 && c.args[3] < 2*uint64(os.Getpagesize()) {
			return verdict{errno, written}
		}
		return verdict{}
	}
}

// seldom fails one call in so many, in any way.
func seldom(random *rand.Rand, in int) func(request) verdict {
	errnos := []syscall.Errno{syscall.EIO, syscall.ENOSPC, syscall.EDQUOT, syscall.ENOMEM, syscall.EROFS}
	return func(c request) verdict {
		if random.IntN(in) > 0 {
			return verdict{}
		}
		return verdict{errnos[random.IntN(len(errnos))], []int{0, 24, 72, 512, 4096, 1 << 20}[random.IntN(6)]}
	}
}
