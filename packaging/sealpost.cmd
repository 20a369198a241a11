@echo off
rem The command line of an installed Sealpost: the app's own Electron, as plain Node.
setlocal
set ELECTRON_RUN_AS_NODE=1
"%~dp0..\..\Sealpost.exe" --max-semi-space-size=8 --max-old-space-size=1024 "%~dp0..\app.asar\out\main\cli.js" %*
