#!/bin/sh
# Install What-If for this user, or elsewhere: ./install.sh [PREFIX]     (default ~/.local)
# Installing again replaces the earlier version; your projects and settings are not touched.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
prefix=${1:-$HOME/.local}
mkdir -p "$prefix"
prefix=$(cd "$prefix" && pwd)

if ! "$here/what-if/what-if" --version >/dev/null; then
    echo "What-If cannot start here; the line above says why. Nothing was installed." >&2
    exit 1
fi

mkdir -p "$prefix/lib" "$prefix/bin" "$prefix/share"
# Made beside the old one, so that a full disk leaves that as it was.
rm -rf "$prefix/lib/what-if.new"
cp -R "$here/what-if" "$prefix/lib/what-if.new"
cp "$here/uninstall.sh" "$prefix/lib/what-if.new/"
rm -rf "$prefix/lib/what-if"
mv "$prefix/lib/what-if.new" "$prefix/lib/what-if"
ln -sf ../lib/what-if/what-if "$prefix/bin/what-if"
ln -sf ../lib/what-if/what-if "$prefix/bin/whatif"
cp -R "$here/share/." "$prefix/share/"
# The desktop may look for programs elsewhere than a terminal does.
sed -i "s|^TryExec=.*|TryExec=$prefix/bin/what-if|; s|^Exec=what-if|Exec=\"$prefix/bin/what-if\"|" \
    "$prefix/share/applications/what-if.desktop"

# Each tells the desktop at once; a desktop without it finds out by itself, a little later.
update-desktop-database "$prefix/share/applications" 2>/dev/null || true
update-mime-database "$prefix/share/mime" 2>/dev/null || true
gtk-update-icon-cache -q -t "$prefix/share/icons/hicolor" 2>/dev/null || true

echo "Installed in $prefix. Start it from the menu, or as $prefix/bin/what-if."
echo "To remove it: $prefix/lib/what-if/uninstall.sh"
