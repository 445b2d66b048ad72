"""The runner of mutants: a change must have exactly one place, and not every failure is a catch."""

import os
import tempfile
import unittest

import rows
import run


def mutant(*changes, expects="TORN"):
    return rows.Mutant("name", "fault", "histories", expects, changes)


class PlacesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.source = folder.name
        with open(os.path.join(self.source, "file.cpp"), "w", encoding="utf-8") as file:
            file.write("once;\ntwice;\ntwice;\n")

    def change(self, old):
        return rows.Change("file.cpp", old, "new;")

    def test_a_change_is_made_where_its_text_stands(self):
        changed = run.changed_files(self.source, mutant(self.change("once;")))
        self.assertEqual(changed, {"file.cpp": "new;\ntwice;\ntwice;\n"})

    def test_text_that_is_missing_or_stands_twice_is_an_error(self):
        for old in ("never;", "twice;"):
            with self.assertRaises(run.Failure):
                run.check_places(self.source, [mutant(self.change(old))])

    def test_a_missing_file_is_an_error(self):
        with self.assertRaises(run.Failure):
            run.check_places(self.source, [mutant(rows.Change("gone.cpp", "once;", "new;"))])

    def test_every_row_is_named_in_one_message(self):
        with self.assertRaisesRegex(run.Failure, "(?s)never;.*twice;"):
            run.check_places(
                self.source, [mutant(self.change("never;")), mutant(self.change("twice;"))])


class VerdictTest(unittest.TestCase):
    def test_a_failure_that_says_what_it_saw_is_a_catch(self):
        self.assertTrue(run.is_caught(mutant(), 1, "key 0 -> TORN"))

    def test_success_lateness_and_another_failure_are_none(self):
        self.assertFalse(run.is_caught(mutant(), 0, "TORN"))
        self.assertFalse(run.is_caught(mutant(), None, "TORN"))
        self.assertFalse(run.is_caught(mutant(), 1, "too few"))


class RowsTest(unittest.TestCase):
    def test_names_are_unique_and_judges_exist(self):
        names = [each.name for each in rows.MUTANTS]
        self.assertEqual(len(names), len(set(names)))
        self.assertEqual({each.judge for each in rows.MUTANTS} - set(rows.JUDGES), set())


if __name__ == "__main__":
    unittest.main()
