# -*- coding: rot13 -*-
qrs ragebcl(c):
    erghea 0.0
