"""Upgrades an installation made by an old commit, with everything in it, to this checkout (`make upgrade`).

`roster` says who reads what and who is due which edition; `founder` makes the installation with the old
commit's own code, inside which `founding` runs; `installation` runs either checkout on it. `keeping`,
`links`, `mailed` and `showing` compare what is there afterwards, and what reached the readers, with what
was there before.
"""
