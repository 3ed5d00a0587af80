"""Attacks on the grader, as submissions, and what runs them on this machine: `grader attack`.

    catalogue   what there is in corpus/: an attack, what it tries, what must become of it
    stage       a folder with a course, everybody's work and the grader's products
    batch       grades that folder twice, in a process of its own, and looks for what was left behind
    proof       holds the products against the catalogue

The attacks are written against `course/`, a small course of its own. So an installed grader needs no other, a batch
takes a minute and not ten, and no answer of a real course lies in a package that students have, too.
"""
