#!/bin/sh
# Remove What-If as install.sh installed it. Your projects and settings stay.
set -eu

prefix=$(cd "$(dirname "$0")/../.." && pwd)
rm -f "$prefix/bin/what-if" "$prefix/bin/whatif"
rm -f "$prefix/share/applications/what-if.desktop" "$prefix/share/mime/packages/what-if.xml"
rm -f "$prefix/share/metainfo/app.whatif.WhatIf.metainfo.xml"
rm -f "$prefix"/share/icons/hicolor/*/apps/what-if.png
rm -f "$prefix"/share/icons/hicolor/*/mimetypes/application-x-whatif.png
rm -f "$prefix/share/icons/hicolor/scalable/apps/what-if.svg"
rm -f "$prefix/share/icons/hicolor/scalable/mimetypes/application-x-whatif.svg"
update-desktop-database "$prefix/share/applications" 2>/dev/null || true
update-mime-database "$prefix/share/mime" 2>/dev/null || true
gtk-update-icon-cache -q -t "$prefix/share/icons/hicolor" 2>/dev/null || true
rm -rf "$prefix/lib/what-if"
echo "What-If is removed from $prefix."
