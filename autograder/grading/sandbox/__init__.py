"""Where student code runs: shut in by namespaces, or by Landlock and seccomp, or held by limits only.

A level's steps, in their order: `begin` and `close_door` in the warm process, once; `fork` for each student's process;
`shut_in` in there, before any of the student's code; `clean_up` when its processes have ended.
"""
