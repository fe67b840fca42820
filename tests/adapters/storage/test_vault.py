"""Keys: what is sealed opens with its key, in its place, unaltered, and in no other way."""

import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.storage.vault import (
    KeyMissing,
    KeyUnusable,
    Sealed,
    Vault,
    key_beside,
    new_secret,
    read_keys,
    seal,
    unseal,
)

KEY = bytes(range(32))
TEXTS = st.text() | st.text(st.characters())
BOUND = st.lists(st.text(max_size=8), max_size=4)


@given(TEXTS, BOUND)
def test_any_text_opens_with_its_key_in_its_place(text, bound):
    assert text == unseal(KEY, seal(KEY, text, *bound), *bound)


@pytest.mark.parametrize("text", ["", "half an emoji \ud83d", "\0", "a" * 100_000])
def test_odd_texts_open_too(text):
    assert text == unseal(KEY, seal(KEY, text, "T1"), "T1")


@given(st.text(max_size=20), st.data())
def test_a_text_of_which_any_bit_was_altered_does_not_open(text, data):
    sealed = bytearray(seal(KEY, text, "T1", "U1"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Sealed):
        unseal(KEY, bytes(sealed), "T1", "U1")


@given(st.text(max_size=20), st.data())
def test_a_text_that_was_cut_does_not_open(text, data):
    sealed = seal(KEY, text)
    with pytest.raises(Sealed):
        unseal(KEY, sealed[: data.draw(st.integers(0, len(sealed) - 1))])


@given(st.integers(0, 255))
def test_a_text_does_not_open_with_a_key_that_differs_in_one_bit(bit):
    other = bytearray(KEY)
    other[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Sealed):
        unseal(bytes(other), seal(KEY, "tea", "T1"), "T1")


@given(BOUND, BOUND)
def test_a_text_opens_in_no_other_place(sealed_for, opened_for):
    sealed = seal(KEY, "tea", *sealed_for)
    if sealed_for == opened_for:
        assert unseal(KEY, sealed, *opened_for) == "tea"
    else:
        with pytest.raises(Sealed):
            unseal(KEY, sealed, *opened_for)


@pytest.mark.parametrize(
    "other", [("T1:U", "1"), ("T1", "U1", ""), ("T1U1",), ("U1", "T1"), ("T1", "u1"), ("T1",), ()]
)
def test_places_that_read_alike_are_not_the_same(other):
    with pytest.raises(Sealed):
        unseal(KEY, seal(KEY, "tea", "T1", "U1"), *other)


def test_rows_that_were_swapped_do_not_open():
    rows = {member: seal(KEY, f"from {member}", "T1", member, "r1") for member in ("U1", "U2")}
    for member, other in (("U1", "U2"), ("U2", "U1")):
        with pytest.raises(Sealed):
            unseal(KEY, rows[other], "T1", member, "r1")


def test_one_text_sealed_twice_looks_different():
    assert seal(KEY, "tea") != seal(KEY, "tea")


def test_a_wrapped_key_unwraps_to_the_same_256_bits():
    vault = Vault([new_secret()])
    key, wrapped = vault.new_key()
    assert (32, key) == (len(key), vault.unwrap(wrapped))
    assert key not in wrapped


def test_every_member_gets_another_key():
    vault = Vault([new_secret()])
    assert len({vault.new_key()[0] for _ in range(100)}) == 100


@settings(max_examples=30)
@given(st.data())
def test_a_wrapped_key_of_which_a_bit_was_altered_does_not_unwrap(data):
    vault = Vault([new_secret()])
    wrapped = bytearray(vault.new_key()[1])
    # The last letter's lowest bits stand for nothing in base64.
    wrapped[data.draw(st.integers(0, len(wrapped) - 5))] ^= 1
    with pytest.raises(Sealed):
        vault.unwrap(bytes(wrapped))


def test_another_secret_key_does_not_unwrap():
    with pytest.raises(Sealed):
        Vault([new_secret()]).unwrap(Vault([new_secret()]).new_key()[1])


def test_the_first_secret_key_wraps_and_every_one_unwraps():
    old, new = new_secret(), new_secret()
    both = Vault([new, old])
    key, wrapped = Vault([old]).new_key()
    assert key == both.unwrap(wrapped)
    fresh, rewrapped = both.new_key()
    assert fresh == Vault([new]).unwrap(rewrapped)


def test_a_key_is_rewrapped_under_the_first_secret_key_once():
    old, new = new_secret(), new_secret()
    key, wrapped = Vault([old]).new_key()
    rewrapped = Vault([new, old]).rewrap(wrapped)
    assert key == Vault([new]).unwrap(rewrapped)
    assert Vault([new, old]).rewrap(rewrapped) is None


def test_a_key_that_no_secret_key_opens_is_not_rewrapped():
    with pytest.raises(Sealed):
        Vault([new_secret()]).rewrap(Vault([new_secret()]).new_key()[1])


def test_a_vault_shows_no_key():
    secret = new_secret()
    assert secret not in repr(Vault([secret]))


def test_a_vault_needs_a_key():
    with pytest.raises(ValueError, match="at least one"):
        Vault([])


@pytest.mark.parametrize("between", [",", " ", "\n", ", ", ",,", " \t"])
def test_secret_keys_are_apart_by_commas_or_white_space(between):
    keys = [new_secret(), new_secret()]
    assert keys == read_keys(f" {between.join(keys)}\n")


def test_a_blank_text_has_no_keys():
    assert read_keys(" \n") == []


@pytest.mark.parametrize("bad", ["changeme", "A" * 43, "A" * 42, f"{'A' * 43}=A", "\u00e9" * 44, "!" * 44])
def test_a_bad_secret_key_is_refused_by_its_place_and_not_shown(bad):
    with pytest.raises(KeyUnusable, match=r"^Number 2 of the 2 keys is not a secret key") as refused:
        read_keys(f"{new_secret()},{bad}")
    assert bad not in str(refused.value)
    assert "career keys new" in str(refused.value)


def test_a_new_key_file_is_for_its_owner_only_and_is_read_again(tmp_path):
    keys = key_beside(tmp_path / "career.db", new=True)
    path = tmp_path / "career.db.key"
    assert [path] == list(tmp_path.iterdir())
    assert path.stat().st_mode & 0o777 == 0o600
    assert (
        keys == key_beside(tmp_path / "career.db", new=False) == key_beside(tmp_path / "career.db", new=True)
    )


def test_a_lost_key_file_is_not_made_anew_for_a_database_with_keys(tmp_path):
    with pytest.raises(KeyMissing, match=r"career\.db\.key is missing"):
        key_beside(tmp_path / "career.db", new=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o620])
def test_a_key_file_that_is_open_to_others_is_refused(tmp_path, mode):
    key_beside(tmp_path / "career.db", new=True)
    (tmp_path / "career.db.key").chmod(mode)
    with pytest.raises(KeyUnusable, match="open to other users") as refused:
        key_beside(tmp_path / "career.db", new=False)
    assert "chmod 600" in str(refused.value)


@pytest.mark.parametrize(
    ("content", "why"), [(b"", "is empty"), (b"\n", "is empty"), (b"tea", "damaged"), (b"\xff\0", "damaged")]
)
def test_a_key_file_without_a_key_is_refused_and_left_alone(tmp_path, content, why):
    path = tmp_path / "career.db.key"
    path.touch(0o600)
    path.write_bytes(content)
    with pytest.raises(KeyUnusable, match=why):
        key_beside(tmp_path / "career.db", new=True)
    assert content == path.read_bytes()


def test_a_key_file_may_hold_several_keys(tmp_path):
    keys = [new_secret(), new_secret()]
    path = tmp_path / "career.db.key"
    path.touch(0o600)
    path.write_text("\n".join(keys))
    assert keys == key_beside(tmp_path / "career.db", new=False)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(KeyUnusable, match="No such file or directory"):
        key_beside(tmp_path / "gone" / "career.db", new=True)


def test_a_key_file_that_is_a_folder_is_refused(tmp_path):
    (tmp_path / "career.db.key").mkdir(0o700)
    with pytest.raises(KeyUnusable, match="Is a directory"):
        key_beside(tmp_path / "career.db", new=True)


START_AT_ONCE = """
import sys
from pathlib import Path
from adapters.storage.vault import key_beside
print("ready", flush=True)
sys.stdin.readline()
print(*key_beside(Path(sys.argv[1]), new=True))
"""


@pytest.mark.skipif(os.name != "posix", reason="starts processes at once by their pipes")
def test_processes_that_start_at_once_get_the_same_key(tmp_path):
    command = [sys.executable, "-c", START_AT_ONCE, str(tmp_path / "career.db")]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    for process in started:
        assert process.stdout.readline() == "ready\n"
    for process in started:
        process.stdin.write("go\n")
        process.stdin.flush()
    told = {process.communicate()[0] for process in started}
    assert told == {(tmp_path / "career.db.key").read_text()}
