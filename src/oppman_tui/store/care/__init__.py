"""The store kept sound and private: backups and the way back, verified, sealed, forgotten."""
