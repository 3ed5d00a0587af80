"""grader.submissions.archive: what hostile and broken archives come to, within limits and on no disk."""

from __future__ import annotations

import gzip
import io
import stat
import struct
import tarfile
import time
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest

from grader.errors import SubmissionError
from grader.submissions.archive import ArchiveFolder, is_archive, open_archive
from grader.submissions.limits import MAX_FILE_BYTES, STUDENT_ARCHIVE
from grader.submissions.names import shown
from grader.submissions.tree import Kind
from tests.unit.submissions.planting import SOURCE, Tree, tarred, zipped

DAMAGED = "Not unpacked: it is damaged, or not what its name says. Pack it again, as .zip or .tar.gz."


def opened(content: bytes) -> ArchiveFolder:
    return open_archive(io.BytesIO(content), STUDENT_ARCHIVE)


def tree(folder: ArchiveFolder, prefix: str = "") -> dict[str, bytes | Kind]:
    """Everything in an archive: the content of files, the kind of what is none."""
    found: dict[str, bytes | Kind] = {}
    for name, kind in folder.listed().items():
        if kind is Kind.FOLDER:
            with folder.opened(name) as inner:
                found |= tree(inner, f"{prefix}{name}/")
        else:
            found[prefix + name] = folder.read(name, MAX_FILE_BYTES) if kind is Kind.FILE else kind
    return found


Pack = Callable[[Tree], bytes]
PACKERS = pytest.mark.parametrize(
    "pack", [zipped, tarred, lambda files: tarred(files, "w"), lambda files: zipped(files, zipfile.ZIP_STORED)],
    ids=["zip", "tar.gz", "tar", "stored zip"],
)  # fmt: skip


@PACKERS
def test_an_archive_is_a_folder(pack: Pack) -> None:
    content: Tree = {"unit1.py": SOURCE, "exercises/": b"", "exercises/unit2.py": b"", "./a//b.py": b"b"}
    assert tree(opened(pack(content))) == {"unit1.py": SOURCE, "exercises/unit2.py": b"", "a/b.py": b"b"}


@PACKERS
def test_an_empty_archive_is_an_empty_folder(pack: Pack) -> None:
    assert tree(opened(pack({}))) == {}


@PACKERS
@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "../unit1.py", "a/../../unit1.py", "C:\\Users\\ada\\unit1.py", "c:unit1.py", "\\\\host\\x.py",
     "..\\unit1.py", "//x", "/".join("a" * 21)],
)  # fmt: skip
def test_paths_that_lead_out_lead_nowhere(pack: Pack, path: str) -> None:
    archive = opened(pack({path: SOURCE, "unit1.py": SOURCE}))
    assert tree(archive) == {"unit1.py": SOURCE}
    assert archive.unplaced == [(shown(path), "Not read: its path leads out of the archive.")]


@PACKERS
def test_backslashes_are_how_windows_wrote_folders(pack: Pack) -> None:
    assert tree(opened(pack({"exercises\\unit1.py": SOURCE}))) == {"exercises/unit1.py": SOURCE}


def test_a_folder_that_windows_wrote_is_a_folder() -> None:
    assert tree(opened(zipped({"exercises\\": b"", "exercises\\unit1.py": SOURCE}))) == {"exercises/unit1.py": SOURCE}


@PACKERS
@pytest.mark.parametrize("paths", [("a.py/b.py", "a.py"), ("a.py", "a.py/b.py"), ("a.py", ".\\a.py")])
def test_two_files_of_one_name_are_neither(pack: Pack, paths: tuple[str, str]) -> None:
    found = tree(opened(pack({paths[0]: b"1", paths[1]: b"2", "unit1.py": SOURCE})))
    assert found == {"a.py": Kind.TWICE, "unit1.py": SOURCE}


def test_a_zip_with_a_name_twice() -> None:
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("unit1.py", b"1")
        archive.writestr("unit1.py", b"2")
    assert tree(opened(stream.getvalue())) == {"unit1.py": Kind.TWICE}


def test_links_and_devices_are_told_and_not_followed() -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, kind in (
            ("s", tarfile.SYMTYPE),
            ("h", tarfile.LNKTYPE),
            ("f", tarfile.FIFOTYPE),
            ("d", tarfile.CHRTYPE),
        ):
            info = tarfile.TarInfo(f"{name}.py")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    expected = {"s.py": Kind.LINK, "h.py": Kind.LINK, "f.py": Kind.FIFO, "d.py": Kind.DEVICE}
    assert tree(opened(stream.getvalue())) == expected


def test_a_link_in_a_zip_is_a_link() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        info = zipfile.ZipInfo("unit1.py")
        info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    folder = opened(stream.getvalue())
    assert tree(folder) == {"unit1.py": Kind.LINK}
    with pytest.raises(SubmissionError, match="not a regular file"):
        folder.read("unit1.py", 100)


# Bombs


def test_a_zip_bomb_is_as_large_as_it_says() -> None:
    folder = opened(zipped({"unit1.py": bytes(50 << 20)}))
    with pytest.raises(SubmissionError, match="larger than 1024 KiB"):
        folder.read("unit1.py", MAX_FILE_BYTES)


def patched(content: bytes, name: bytes, offset_local: int, offset_central: int, value: bytes) -> bytes:
    """Overwrite a field of a member's local and central header."""
    data = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", offset_local), (b"PK\x01\x02", offset_central)):
        at = data.index(signature)
        while name not in data[at : at + 46 + len(name)]:
            at = data.index(signature, at + 1)
        data[at + offset : at + offset + len(value)] = value
    return bytes(data)


def test_a_zip_that_lies_about_its_size_gives_no_more_than_it_says() -> None:
    lying = patched(zipped({"unit1.py": bytes(50 << 20)}), b"unit1.py", 22, 24, struct.pack("<I", 10))
    tracemalloc.start()
    with pytest.raises(SubmissionError, match="damaged"):  # the checksum is of the rest, too
        opened(lying).read("unit1.py", MAX_FILE_BYTES)
    assert tracemalloc.get_traced_memory()[1] < 10 << 20
    tracemalloc.stop()


def test_a_tar_bomb_is_left_when_it_has_grown_too_large() -> None:
    limits = replace(STUDENT_ARCHIVE, max_unpacked_bytes=8 << 20)
    content = tarred({"big.bin": bytes(64 << 20), "unit1.py": SOURCE})
    tracemalloc.start()
    with pytest.raises(SubmissionError, match="more than 8 MiB in it"):
        open_archive(io.BytesIO(content), limits)
    assert tracemalloc.get_traced_memory()[1] < 4 << 20
    tracemalloc.stop()


def test_what_is_kept_of_a_tar_is_bounded() -> None:
    limits = replace(STUDENT_ARCHIVE, max_kept_bytes=1 << 20)
    content = tarred({f"m{n}.py": bytes(300 << 10) for n in range(4)})
    with pytest.raises(SubmissionError, match="more than 1 MiB of files"):
        open_archive(io.BytesIO(content), limits)


def test_of_a_tar_only_what_could_be_asked_for_is_kept() -> None:
    folder = opened(tarred({"data.bin": bytes(10 << 20), "unit1.py": SOURCE}))
    assert folder.read("unit1.py", 100) == SOURCE
    with pytest.raises(SubmissionError, match="larger than"):
        folder.read("data.bin", 100)


@PACKERS
def test_thousands_of_files_are_too_many(pack: Pack) -> None:
    with pytest.raises(SubmissionError, match="more than 2000 files"):
        opened(pack({f"m{n}.py": b"" for n in range(2_001)}))


def test_a_table_of_contents_that_is_too_large_is_not_even_read() -> None:
    content = zipped({f"{n:0200}.py": b"" for n in range(10_000)}, zipfile.ZIP_STORED)
    tracemalloc.start()
    with pytest.raises(SubmissionError, match="more than 2000 files"):
        opened(content)
    assert tracemalloc.get_traced_memory()[1] < 1 << 20
    tracemalloc.stop()


def test_a_sparse_gigabyte_in_a_tar_is_not_kept() -> None:
    info = tarfile.TarInfo("unit1.py")
    info.size = 1 << 30
    header = info.tobuf(tarfile.GNU_FORMAT)
    with pytest.raises(SubmissionError, match=r"damaged|more than 256 MiB"):
        opened(gzip.compress(header + bytes(2 << 20)))


# What is broken


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"PK", id="two bytes"),
        pytest.param(b"PK\x03\x04" + b"x" * 100, id="zip without an end"),
        pytest.param(zipped({"unit1.py": SOURCE})[:-10], id="zip cut off"),
        pytest.param(b"\x1f\x8b", id="gzip without content"),
        pytest.param(tarred({"unit1.py": SOURCE})[:-20], id="tar.gz cut off"),
        pytest.param(gzip.compress(b"print(1)\n"), id="no tar in the gzip"),
        pytest.param(tarred({"unit1.py": SOURCE}, "w")[:700], id="tar cut off"),
        pytest.param(b"print(1)\n" * 100, id="text"),
        pytest.param(b"Rar!\x1a\x07\x00" + bytes(1000), id="rar"),
    ],
)
def test_what_is_broken_is_said(content: bytes) -> None:
    with pytest.raises(SubmissionError) as caught:
        opened(content)
    assert str(caught.value) == DAMAGED


def test_a_wrong_checksum_is_damage() -> None:
    broken = zipped({"unit1.py": SOURCE}, zipfile.ZIP_STORED).replace(SOURCE, SOURCE.upper())
    with pytest.raises(SubmissionError, match="damaged"):
        opened(broken).read("unit1.py", 100)


def test_an_encrypted_zip_is_refused_whole() -> None:
    encrypted = patched(zipped({"unit1.py": SOURCE}), b"unit1.py", 6, 8, b"\x01\x00")
    with pytest.raises(SubmissionError, match=r"it is encrypted\. Pack it without a password"):
        opened(encrypted)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_without_a_bound_are_not_unpacked(method: int) -> None:
    with pytest.raises(SubmissionError, match="compressed in an uncommon way"):
        opened(zipped({"unit1.py": SOURCE}, method)).read("unit1.py", 100)


def test_a_tar_that_points_back_at_itself_ends() -> None:
    """CVE-2025-8194: an offset below zero made tarfile read one header for ever."""
    info = tarfile.TarInfo("unit1.py")
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    header[124:136] = b"\xff" * 11 + b"\x00"  # size: base 256, below zero
    header[148:156] = b"        "
    header[148:156] = b"%06o\0 " % sum(header)
    started = time.process_time()
    with pytest.raises(SubmissionError, match="damaged"):
        opened(bytes(header) + bytes(10_240))
    assert time.process_time() - started < 5


def test_a_pax_header_of_many_megabytes_is_not_taken_in() -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 50 << 20
    content = gzip.compress(info.tobuf(tarfile.GNU_FORMAT) + bytes(50 << 20))
    tracemalloc.start()
    with pytest.raises(SubmissionError):
        opened(content)
    assert tracemalloc.get_traced_memory()[1] < 4 << 20
    tracemalloc.stop()


def test_a_null_byte_in_a_path_ends_no_path() -> None:
    tricky = zipped({"unit1.py#.exe": SOURCE}).replace(b"unit1.py#.exe", b"unit1.py\0.exe")
    archive = opened(tricky)
    assert tree(archive) == {}
    assert [name for name, _ in archive.unplaced] == ["unit1.py\\x00.exe"]


@pytest.mark.parametrize("name", ["work.zip", "work.ZIP", "a.tar.gz", "a.tgz", "a.tar"])
def test_archives_are_known_by_their_names(name: str) -> None:
    assert is_archive(name)


@pytest.mark.parametrize("name", ["work.7z", "unit1.py.gz", "zip", "a.tar.bz2", "a.zip.txt"])
def test_others_are_none(name: str) -> None:
    assert not is_archive(name)
