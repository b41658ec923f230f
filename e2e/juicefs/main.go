// Command juicefs is the community edition of JuiceFS with the storages and metadata engines that our tests use.
package main

import (
	"os"

	"github.com/juicedata/juicefs/cmd"
)

func main() {
	if err := cmd.Main(os.Args); err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
}
