"""The menus of the window, a file each."""
