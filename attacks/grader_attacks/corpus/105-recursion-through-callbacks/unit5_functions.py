STACK = []


def slope(f, x, h=1e-6):
    STACK.append(f)
    try:
        return STACK[0](x)
    finally:
        STACK.pop()
