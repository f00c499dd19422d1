#!/bin/sh
# One file that starts on any desktop, of what `dev.py build` has made:
#     installer/linux/make_appimage.sh dist/what-if-VERSION-linux-x86_64
# It needs appimagetool on the PATH. This recipe has not been run yet; see docs/building.md.
set -eu

unpacked=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

mkdir -p "$folder/usr/lib" "$folder/usr/bin"
cp -R "$unpacked/what-if" "$folder/usr/lib/what-if"
cp -R "$unpacked/share" "$folder/usr/share"
ln -s ../lib/what-if/what-if "$folder/usr/bin/what-if"
ln -s usr/lib/what-if/what-if "$folder/AppRun"
cp "$folder/usr/share/applications/what-if.desktop" "$folder/"
cp "$folder/usr/share/icons/hicolor/256x256/apps/what-if.png" "$folder/"
ln -s what-if.png "$folder/.DirIcon"

appimagetool "$folder" "$unpacked.AppImage"
