"""The processes of `roundup up`, and what happens when one of them dies.

`supervisor` starts them in order, restarts those that died (`crashes` counts how often) and stops them;
`process_groups` ends all that a killed one has started; `watchdog` restarts a silent worker; `lookout`
raises the alarms that no worker can raise. `ports` checks a port beforehand, and `broker_transport` is
Celery's connection to the broker, which survives strange messages.
"""
