"""What the program and its files are called where a system asks: one name, one identifier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whatif_app import __version__

if TYPE_CHECKING:
    from PyInstaller.utils.win32.versioninfo import VSVersionInfo

NAME = "What-If"
#: By which desktops know the program; it holds no address that must exist.
IDENTIFIER = "app.whatif.WhatIf"
PUBLISHER = "What-If"
ABOUT = "Turn a cloud cost export into scenarios: payback, unit cost, cost cliffs and margin"

#: The project file.
ENDING = "whatif"
FILE_KIND = "What-If project"
FILE_TYPE = "application/x-whatif"
#: macOS's name of the same type.
UNIFORM_TYPE = f"{IDENTIFIER.lower()}.project"


def about_for_windows(program: str) -> VSVersionInfo:
    """What the properties of an .exe say."""
    from PyInstaller.utils.win32.versioninfo import (
        FixedFileInfo,
        StringFileInfo,
        StringStruct,
        StringTable,
        VarFileInfo,
        VarStruct,
        VSVersionInfo,
    )

    numbers = (*(int(part) for part in __version__.split(".")[:3]), 0)
    said = {
        "CompanyName": PUBLISHER,
        "FileDescription": NAME,
        "FileVersion": __version__,
        "InternalName": program,
        "OriginalFilename": f"{program}.exe",
        "ProductName": NAME,
        "ProductVersion": __version__,
    }
    english, unicode = 0x0409, 1200
    table = StringTable(
        f"{english:04X}{unicode:04X}", [StringStruct(key, text) for key, text in said.items()]
    )
    return VSVersionInfo(
        ffi=FixedFileInfo(filevers=numbers, prodvers=numbers, mask=0x3F),
        kids=[StringFileInfo([table]), VarFileInfo([VarStruct("Translation", [english, unicode])])],
    )


def about_for_macos() -> dict[str, Any]:
    """What macOS's Info.plist says beside the name: which files the program opens."""
    return {
        "CFBundleDisplayName": NAME,
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": FILE_KIND,
                "CFBundleTypeRole": "Editor",
                "CFBundleTypeIconFile": "what-if-project.icns",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [UNIFORM_TYPE],
            }
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": UNIFORM_TYPE,
                "UTTypeDescription": FILE_KIND,
                "UTTypeConformsTo": ["public.data"],
                "UTTypeIconFile": "what-if-project.icns",
                "UTTypeTagSpecification": {
                    "public.filename-extension": [ENDING],
                    "public.mime-type": [FILE_TYPE],
                },
            }
        ],
        "LSApplicationCategoryType": "public.app-category.business",
        "LSMinimumSystemVersion": "12.0",
        "NSHighResolutionCapable": True,
        # Light and dark follow the system; without this macOS keeps a bundle light.
        "NSRequiresAquaSystemAppearance": False,
    }
