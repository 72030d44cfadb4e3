"""Before anything leaves: the audience is frozen, and everybody gets a place in a batch or an exclusion.

`freeze` begins the mailing of an edition whose hour has come and writes down its readers in steps of
limited size; `variants` decides who gets which rendering, in which batch; `provider_lists` waits for the
provider's own suppression lists.
"""
