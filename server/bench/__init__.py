"""What serving costs: requests a second, in ratios to others that are measured in the same run.

`celadon bench serve` starts each server as a process on loopback and asks it from other
processes, over connections that stay open. Only ratios of one run mean anything.

    command   what is measured and printed
    load      clients that ask as fast as they are answered
    subjects  the servers that are compared, as processes
    bare      Flask over the engine and nothing else, behind the same HTTP server as ours
"""
