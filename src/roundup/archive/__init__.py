"""The archive: shows everybody what has been mailed, in the frame of the readers' pages."""
