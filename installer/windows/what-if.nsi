; The installer for Windows, by NSIS 3 (docs/building.md):
;     makensis -DVERSION=0.1.0 -DFOLDER=dist\what-if -DICON=build\icons\what-if.ico \
;              -DFILE_ICON=build\icons\what-if-project.ico -DOUTPUT=dist\what-if-0.1.0.exe what-if.nsi
; It installs for the one user, so that no administrator is asked.

Unicode true
ManifestDPIAware true
RequestExecutionLevel user
SetCompressor /SOLID lzma

!include MUI2.nsh
!include FileFunc.nsh

Name "What-If"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\What-If"
InstallDirRegKey HKCU "Software\What-If" "Folder"
BrandingText "What-If ${VERSION}"

VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "What-If"
VIAddVersionKey FileDescription "What-If installer"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey CompanyName "What-If"
VIAddVersionKey LegalCopyright "What-If"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\what-if.exe"
!define CLASSES "Software\Classes"
!define PROGRAMS "Software\Microsoft\Windows\CurrentVersion\Uninstall\What-If"

!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE English
!insertmacro MUI_LANGUAGE German

Section
  ; Only the program's own parts go, in case the folder was shared with other files.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${FOLDER}\*"
  File /oname=project.ico "${FILE_ICON}"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\What-If.lnk" "$INSTDIR\what-if.exe"

  WriteRegStr HKCU "${CLASSES}\.whatif" "" "WhatIf.Project"
  WriteRegStr HKCU "${CLASSES}\.whatif" "Content Type" "application/x-whatif"
  WriteRegStr HKCU "${CLASSES}\.whatif\OpenWithProgids" "WhatIf.Project" ""
  WriteRegStr HKCU "${CLASSES}\WhatIf.Project" "" "What-If project"
  WriteRegStr HKCU "${CLASSES}\WhatIf.Project\DefaultIcon" "" "$INSTDIR\project.ico"
  WriteRegStr HKCU "${CLASSES}\WhatIf.Project\shell\open\command" "" '"$INSTDIR\what-if.exe" "%1"'
  ; Explorer learns of the new file type at once.
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'

  WriteRegStr HKCU "Software\What-If" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${PROGRAMS}" "DisplayName" "What-If"
  WriteRegStr HKCU "${PROGRAMS}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${PROGRAMS}" "DisplayIcon" "$INSTDIR\what-if.exe"
  WriteRegStr HKCU "${PROGRAMS}" "Publisher" "What-If"
  WriteRegStr HKCU "${PROGRAMS}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${PROGRAMS}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${PROGRAMS}" "NoModify" 1
  WriteRegDWORD HKCU "${PROGRAMS}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${PROGRAMS}" "EstimatedSize" $0
SectionEnd

Section Uninstall
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\what-if.exe"
  Delete "$INSTDIR\whatif.exe"
  Delete "$INSTDIR\project.ico"
  Delete "$INSTDIR\uninstall.exe"
  ; Goes only where nothing else lies in it.
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\What-If.lnk"
  DeleteRegValue HKCU "${CLASSES}\.whatif\OpenWithProgids" "WhatIf.Project"
  ReadRegStr $0 HKCU "${CLASSES}\.whatif" ""
  StrCmp $0 "WhatIf.Project" 0 +2
  DeleteRegKey HKCU "${CLASSES}\.whatif"
  DeleteRegKey HKCU "${CLASSES}\WhatIf.Project"
  DeleteRegKey HKCU "${PROGRAMS}"
  DeleteRegKey HKCU "Software\What-If"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
