// Command init is process 1 of a pod's sandbox and of the node's PID namespace.
//
// It does nothing but stay, leave when told, and let the kernel reap its children. With
// -exit-with-stdin it leaves when its standard input closes: the node then ends with the process
// that started it, however that one ended, and the kernel removes everything that ran inside.
package main

import (
	"flag"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	withStdin := flag.Bool("exit-with-stdin", false, "leave when standard input closes")
	flag.Parse()
	// Children whose SIGCHLD is ignored leave no zombie.
	signal.Ignore(syscall.SIGCHLD, syscall.SIGHUP)
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	if *withStdin {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			os.Exit(0)
		}()
	}
	<-stop
}
