SHADOW = True
encode = decode = lambda *args: b"T"
