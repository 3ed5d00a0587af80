"""Attacks on the grader, as submissions, and what runs them on this machine: `grader attack`.

    catalogue   what there is in the corpus: an attack, what it tries, what must become of it
    stage       a folder with a course, everybody's work and the grader's products
    batch       grades that folder twice, in a process of its own, and looks for what was left behind
    proof       holds the products against the catalogue

The attacks are written against a small course of their own. So an installed grader needs no other, a batch takes a
minute and not ten, and no answer of a real course lies beside the attacks. Both are data of another distribution,
`course-grader-attacks`, which the extra `[attacks]` installs: other installs do not carry hundreds of hostile files.
"""
