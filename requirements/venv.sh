#!/bin/sh
# venv.sh PYTHON FOLDER: make a virtual environment, or keep one that works. Called by the Makefile, from its folder.
set -eu
python=$1
folder=$2

works() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# Whose pip its script starts: after a move it starts none, after a copy that of the original.
case $("$folder/bin/pip" --version 2>/dev/null) in
    *" $(pwd -P)/$folder/"*) works "$folder/bin/python" && exit 0 ;;
esac

if ! works "$python"; then
    found=$("$python" --version 2>&1) || found="no such program"
    echo "Python 3.11 or newer is needed, and \`$python\` is not that ($found)." >&2
    echo "Name another one: make demo PYTHON=python3.12" >&2
    exit 1
fi

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    package=$(basename "$python")-venv
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $package, which Debian and Ubuntu keep apart from Python …"
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq && apt-get install -qq --yes --no-install-recommends "$package" >/dev/null
    else
        echo "Python's venv module is incomplete here. On Debian and Ubuntu: sudo apt-get install $package" >&2
        exit 1
    fi
fi

echo "Making $folder with $("$python" --version) …"
"$python" -m venv --clear "$folder"
