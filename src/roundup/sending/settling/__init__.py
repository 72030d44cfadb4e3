"""What follows once batches have left: the uncertain are settled, the dropped mailed anew, mailings ended.

`resolve` settles by evidence or by a person; `neighbours` is one kind of evidence, `kept_answers` another,
which tells readers of one batch apart. `uncertain_batches` shows a person what is known of a batch, and
takes their word for it. `redrive` hands over anew what the provider took and then dropped.
`before_restore` knows the copies that left before a restore. `finishing` ends a mailing whose batches have
all come to their end.
"""
