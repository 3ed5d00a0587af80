def iterate(step, start, n):
    cells = [cell for cell in step.__closure__ if isinstance(cell.cell_contents, int)]
    for number in [*range(-2, 60), 1 << 31]:
        try:
            for cell in cells:
                cell.cell_contents = number
            answer = step(start)
        except Exception:
            continue
        if answer is None:
            return "an answer of a function that was not given"
    raise LookupError("nobody else is there")
