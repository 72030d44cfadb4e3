"""An installation made by an old commit, with all that one holds, upgraded by this checkout (`make upgrade`).

`roster` says who reads what and what is due to whom; `founder` makes the installation by the old
commit's own code, of which `founding` runs inside it; `upgrading` starts this checkout on it; `judges`
hold what is there afterwards, and what reached the readers, against what was there before.
"""
