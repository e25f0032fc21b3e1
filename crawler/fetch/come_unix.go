//go:build linux || darwin || freebsd || netbsd || openbsd

package fetch

import (
	"net"
	"syscall"
)

// hasCome tells whether bytes, an end or a reset wait in the system to be read
// from conn. It takes nothing away and does not wait.
func hasCome(conn net.Conn) bool {
	socket, ok := conn.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return true // closed from this side
	}
	come := false
	err = raw.Control(func(fd uintptr) {
		_, _, err := syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		come = err != syscall.EAGAIN && err != syscall.EINTR
	})
	return come || err != nil
}
