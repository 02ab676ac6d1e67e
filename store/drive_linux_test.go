package store

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestNetworkDrives(t *testing.T) {
	t.Parallel()
	for number, name := range map[int64]string{
		unix.NFS_SUPER_MAGIC: "NFS", unix.SMB2_SUPER_MAGIC: "SMB", int64(int32(-1<<24 + 0x534D42)): "SMB", unix.FUSE_SUPER_MAGIC: "FUSE",
		unix.EXT4_SUPER_MAGIC: "", unix.TMPFS_MAGIC: "", unix.BTRFS_SUPER_MAGIC: "", unix.XFS_SUPER_MAGIC: "", unix.OVERLAYFS_SUPER_MAGIC: "",
	} {
		want(t, "kind", networkOf(number), name)
	}
	want(t, "warning", strings.Contains(warnOf("NFS"), "(NFS)"), true)
	want(t, "the system's own files", OnNetwork("/proc/self"), "")
	want(t, "what is not there", OnNetwork(filepath.Join("/proc", "no", "such", "file")), "")
}
