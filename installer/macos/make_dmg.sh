#!/bin/sh
# A disk image of the app, to drag into Applications:
#     installer/macos/make_dmg.sh dist/What-If.app dist/what-if-0.1.0.dmg
# With SIGN_AS set to a Developer ID, the app is signed for others' machines; without, only for a
# first start by right click > Open. Notarizing needs an account; docs/building.md says how.
set -eu

app=$1
image=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

codesign --force --deep --timestamp=none --sign "${SIGN_AS:--}" "$app"
codesign --verify --deep --strict "$app"

cp -R "$app" "$folder/"
ln -s /Applications "$folder/Applications"
rm -f "$image"
hdiutil create -volname "What-If" -srcfolder "$folder" -fs HFS+ -format UDZO "$image"
