package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"tradeoff/internal/tradeoff"
)

// lockName is the file on which the owner of a data folder holds a lock.
const lockName = "lock"

// acquireLock locks dir for this process and writes its pid into the lock file. The
// kernel releases the lock when the process ends in any way, so a leftover file does not
// block the next process.
func acquireLock(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, 0o640)
	if err != nil {
		return nil, cannotWrite(dir, err)
	}
	switch err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); {
	case errors.Is(err, syscall.EWOULDBLOCK):
		defer f.Close()
		return nil, &tradeoff.Error{
			Kind:    tradeoff.Conflict,
			Message: fmt.Sprintf("the folder %s is in use by %s", dir, holder(f)),
			Hint:    "Stop that process, or choose another folder with --data.",
		}
	case err != nil:
		f.Close()
		return nil, cannotWrite(dir, err)
	}
	if err := writePID(f); err != nil {
		f.Close()
		return nil, cannotWrite(dir, err)
	}
	return f, nil
}

func writePID(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := f.WriteAt(fmt.Appendln(nil, os.Getpid()), 0)
	return err
}

// holder names the process that wrote its pid into f.
func holder(f *os.File) string {
	b, err := io.ReadAll(io.LimitReader(f, 32))
	pid, convErr := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil || convErr != nil {
		return "another process" // it has not written its pid yet
	}
	return fmt.Sprintf("process %d", pid)
}
