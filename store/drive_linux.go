package store

import "golang.org/x/sys/unix"

// driveOf is the kind of network drive that a file is on, empty where it is on none; false where the
// file is not there.
func driveOf(path string) (name string, ok bool) {
	var fs unix.Statfs_t
	if err := unix.Statfs(path, &fs); err != nil {
		return "", false
	}
	return networkOf(int64(fs.Type)), true
}

// networkOf is the name of a network file system by its number (statfs(2)); FUSE is one of many, which
// are seldom on this machine.
func networkOf(number int64) string {
	switch uint32(number) {
	case unix.NFS_SUPER_MAGIC:
		return "NFS"
	case unix.SMB_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC:
		return "SMB"
	case unix.FUSE_SUPER_MAGIC:
		return "FUSE"
	case unix.V9FS_MAGIC:
		return "9P, as the drives of Windows in WSL"
	case unix.CEPH_SUPER_MAGIC:
		return "Ceph"
	case unix.AFS_SUPER_MAGIC, unix.AFS_FS_MAGIC, unix.CODA_SUPER_MAGIC:
		return "AFS"
	case 0x0BD00BD0:
		return "Lustre"
	case 0x786F4256:
		return "a shared folder of VirtualBox"
	}
	return ""
}
