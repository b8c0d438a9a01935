"""The file itself: checked and opened, unlocked, connected to, and by which machine."""
