"""Before anything leaves: the audience is frozen, and everybody stands in one batch or among the exclusions.

`freeze` begins the mailing of an edition whose hour has come and writes its readers down in bounded
steps; `variants` says who gets which rendering, in which batch; `provider_lists` waits for the
provider's own suppression lists.
"""
