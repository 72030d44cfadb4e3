"""The archive: what has been mailed, for everybody, in the frame of the readers' pages."""
