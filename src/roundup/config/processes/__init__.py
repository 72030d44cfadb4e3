"""The processes of `roundup up`, and what happens when one of them dies.

`supervisor` starts them in order, starts again what died (`crashes` says after how long) and stops them;
`process_groups` ends what a killed one has started; `watchdog` restarts a worker that is silent; `lookout`
raises the alarms that no worker can raise. `ports` asks for a port beforehand, and `broker_transport` is
Celery's way to the broker, which strange messages do not end.
"""
