"""The plots of `cellaret curve` are well-formed, need nothing else, and hold what was measured."""

import json
import re
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from tool_runner import main, run

SVG = "{http://www.w3.org/2000/svg}"
TRACE = b"".join(b"%d\n" % (index * index % 701) for index in range(6000))


class Plots(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def plot(self, *arguments, trace_name="trace"):
        """Runs the command with both plots; returns its JSON, the SVG and the page."""
        trace = self.folder / trace_name
        trace.write_bytes(TRACE)
        svg, html = self.folder / "plot.svg", self.folder / "plot.html"
        code, output, errors = run(
            "curve", "--json", f"--svg={svg}", f"--html={html}", *arguments, str(trace)
        )
        self.assertEqual((code, errors), (0, ""))
        return json.loads(output), svg.read_text("utf-8"), html.read_text("utf-8")

    def test_svg_is_well_formed_and_has_a_mark_for_each_point(self):
        result, svg, _ = self.plot("--points=7")
        root = ElementTree.fromstring(svg)
        self.assertEqual(root.tag, SVG + "svg")
        curves = [group for group in root.iter(SVG + "g") if group.get("class", "")[:5] == "curve"]
        self.assertEqual(len(curves), len(result["curves"]))
        for group, curve in zip(curves, result["curves"]):
            marks = [path for path in group.iter(SVG + "path") if path.get("class") == "mark"]
            titles = [mark.find(SVG + "title").text for mark in marks]
            self.assertEqual(
                titles,
                [
                    f"{curve['policy']}, {point['size']:,}: {point['miss_ratio'] * 100:.2f} %"
                    for point in curve["points"]
                ],
            )

    def test_line_goes_down_where_the_miss_ratio_does(self):
        result, svg, _ = self.plot("--points=6", "--policy=allkeys-lru")
        path = re.search(r'class="curve c0 d0".*?class="line" d="M([^"]*)"', svg, re.DOTALL)[1]
        places = [tuple(map(float, place.split())) for place in path.split("L")]
        points = result["curves"][0]["points"]
        self.assertEqual(len(places), len(points))
        self.assertEqual([x for x, _ in places], sorted(x for x, _ in places))
        heights = {point["miss_ratio"]: -y for point, (_, y) in zip(points, places)}
        self.assertEqual(sorted(heights), sorted(heights, key=heights.get))

    def test_axes_and_legend_are_named(self):
        result, svg, _ = self.plot("--points=3")
        texts = [text.text for text in ElementTree.fromstring(svg).iter(SVG + "text")]
        self.assertIn("miss ratio", texts)
        self.assertTrue(any("cache size in entries, logarithmic" in text for text in texts))
        for curve in result["curves"]:
            self.assertIn(curve["policy"], texts)
        for text in ElementTree.fromstring(self.plot("--unit=bytes", "--sizes=64KiB")[1]).iter():
            if text.text and "cache size" in text.text and text.tag == SVG + "text":
                break
        else:
            self.fail("no axis is named")

    def test_nothing_is_loaded_from_elsewhere(self):
        for text in self.plot("--points=3")[1:]:
            addresses = set(re.findall(r"https?://[^\"' )]+", text))
            self.assertLessEqual(addresses, {"http://www.w3.org/2000/svg"})
            self.assertNotRegex(text, r"\b(src|href)=|@import|url\(")

    def test_both_follow_light_and_dark(self):
        for text in self.plot("--points=2")[1:]:
            self.assertIn("@media (prefers-color-scheme:dark)", text)

    def test_page_holds_every_value(self):
        result, _, html = self.plot("--points=4")
        data = json.loads(re.search(r"const curves = (\{.*?\});\n", html)[1])
        self.assertEqual(data["policies"], [curve["policy"] for curve in result["curves"]])
        for values, curve in zip(data["values"], result["curves"]):
            ratios = [value["ratio"] for value in values]
            self.assertEqual(ratios, [point["miss_ratio"] for point in curve["points"]])
        self.assertEqual(html.count("<tr>"), 1 + len(data["sizes"]))

    def test_errors_of_a_sample_are_drawn(self):
        _, svg, html = self.plot("--sample=4", "--sizes=20%,50%,100%")
        self.assertEqual(svg.count('class="error"'), 3 * 5)
        self.assertIn("±", svg)
        self.assertIn("standard error", html)

    def test_names_of_files_cannot_break_the_page(self):
        for name in ["</script><b>&\"'", "bad-\udcff-utf8", "tab\tand\x01control"]:
            with self.subTest(name):
                _, svg, html = self.plot("--points=2", trace_name=name.replace("/", "|"))
                ElementTree.fromstring(svg)
                self.assertNotIn("<b>", html)

    def test_twelve_curves_have_twelve_looks(self):
        names = ["allkeys-lru", "allkeys-lfu", "allkeys-random", "volatile-lru", "volatile-lfu",
                 "volatile-random", "volatile-ttl", "noeviction", "sieve", "s3-fifo", "w-tinylfu",
                 "adaptive"]
        _, svg, _ = self.plot("--points=2", f"--policy={','.join(names)}")
        looks = set(re.findall(r'class="curve (c\d d\d)"', svg))
        self.assertEqual(len(looks), len(names))


if __name__ == "__main__":
    main()
