// Command localkube is every part of a single-node Kubernetes in one static binary.
//
// The first argument names the part, the rest are that part's own flags.
package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

// exitWithStdin is set by a caller that wants its child to end with it, however it ends.
const exitWithStdin = "LOCALKUBE_EXIT_WITH_STDIN"

var commands = map[string]func() *cobra.Command{
	"kube-apiserver":          apiserver.NewAPIServerCommand,
	"kube-controller-manager": controllers.NewControllerManagerCommand,
	"kube-scheduler":          func() *cobra.Command { return scheduler.NewSchedulerCommand() },
	"kube-proxy":              proxy.NewProxyCommand,
	"kubelet":                 func() *cobra.Command { return kubelet.NewKubeletCommand(context.Background()) },
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: localkube COMPONENT [FLAGS]")
		os.Exit(2)
	}
	component := os.Args[1]
	os.Args = os.Args[1:]
	if os.Getenv(exitWithStdin) != "" {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			os.Exit(0)
		}()
	}
	switch component {
	case "coredns":
		runDNS()
	case "etcd":
		etcdmain.Main(append([]string{"etcd"}, os.Args[1:]...))
	default:
		create, known := commands[component]
		if !known {
			fmt.Fprintln(os.Stderr, "localkube: unknown component", component)
			os.Exit(2)
		}
		os.Exit(cli.Run(create()))
	}
}
