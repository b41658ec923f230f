# Sourced by the commands in bin/: finds or installs what the build and the local cluster need.
set -euo pipefail

fluid_home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

jvm_flags=(-XX:TieredStopAtLevel=1)

progress() {
    printf '\033[1m==>\033[0m %s\n' "$*" >&2
}

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

find_jdk() {
    local candidate
    for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
        if [[ -x "$candidate/bin/javac" ]] && "$candidate/bin/javac" -version 2>&1 | grep -q '^javac 25'; then
            export JAVA_HOME=$candidate
            return
        fi
    done
    fail "no JDK 25 found; install one, or set JAVA_HOME to it"
}

# $1 is the program (or file) that proves the package, $2 the package.
need_package() {
    if [[ "$1" == /* ]]; then
        compgen -G "$1" >/dev/null || missing_packages+=("$2")
    else
        command -v "$1" >/dev/null || missing_packages+=("$2")
    fi
}

install_packages() {
    missing_packages=()
    need_package mvn maven
    need_package openssl openssl
    need_package containerd containerd
    need_package runc runc
    need_package /usr/lib/cni/bridge containernetworking-plugins
    need_package iptables iptables
    need_package conntrack conntrack
    need_package mmdebstrap mmdebstrap
    need_package ip iproute2
    need_package sysctl procps
    need_package nsenter util-linux
    need_package bindfs bindfs
    need_package gcc gcc
    ((${#missing_packages[@]} == 0)) && return
    [[ $(id -u) == 0 ]] || fail "run as root, or install: ${missing_packages[*]}"
    progress "Installing ${missing_packages[*]}"
    apt-get update -qq
    # A service that starts with its package would run a second container runtime.
    DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -qq -y --no-install-recommends "${missing_packages[@]}" >/dev/null
}

# Builds the module named by $1 and all that it needs; the tests have their own command.
build() {
    progress "Building"
    (cd "$fluid_home" && mvn -q -pl "$1" -am package -DskipTests)
}

# Runs the main class $1 of e2e with the other arguments. It mostly waits, which one compiler is enough for.
run_java() {
    local main=$1
    shift
    exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC "${jvm_flags[@]}" "-Dfluid.home=$fluid_home" \
        -cp "$fluid_home/e2e/target/classes:$fluid_home/e2e/target/lib/*" "$main" "$@"
}

find_jdk
install_packages
command -v go >/dev/null || fail "no Go toolchain found; install Go 1.24 or newer"
