"""After batches have left: settles uncertain ones, mails dropped readers again, ends mailings.

`resolve` settles batches by evidence or as a person decides. `neighbours` is one kind of evidence;
`kept_answers` is another, which distinguishes the readers of a batch. `uncertain_batches` shows a person what
is known about a batch, and takes their decision. `redrive` hands over again the copies that the provider took
and then dropped. `before_restore` knows the copies that left before a restore. `finishing` ends a mailing
when all its batches have ended.
"""
