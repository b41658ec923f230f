package io.fluid.e2e.demo;

import java.util.List;
import java.util.Locale;

/** Horizontal bars as SVG, readable on light and dark pages. */
final class BarChart {

    private static final int WIDTH = 720;
    private static final int LABEL = 150;
    private static final int BAR = 420;
    private static final int ROW = 26;
    private static final int HEADER = 64;
    private static final int GROUP = 34;

    private BarChart() {}

    /**
     * @param name what is measured, with its unit
     * @param bars its values
     */
    record Group(String name, List<Bar> bars) {
        Group {
            bars = List.copyOf(bars);
        }
    }

    /**
     * @param label name of the row
     * @param value length of the bar
     * @param text the value as it is to be read
     */
    record Bar(String label, double value, String text) {}

    static String svg(String title, List<Group> groups) {
        int rows = groups.stream().mapToInt(group -> group.bars().size()).sum();
        int height = HEADER + groups.size() * GROUP + rows * ROW + 16;
        StringBuilder svg = new StringBuilder(2048);
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
                WIDTH,
                height,
                escaped(title)));
        svg.append("<style>text{font:14px sans-serif;fill:#1f2328}.t{font-size:18px;font-weight:600}"
                + ".g{font-weight:600}.a{fill:#d1633a}.b{fill:#2a7de1}.p{fill:#fff}"
                + "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.p{fill:#0d1117}}</style>\n");
        svg.append("<rect class=\"p\" width=\"100%\" height=\"100%\"/>\n");
        text(svg, 20, 34, "t", title);
        int y = HEADER;
        for (Group group : groups) {
            text(svg, 20, y + 18, "g", group.name());
            y += GROUP;
            double longest = group.bars().stream().mapToDouble(Bar::value).max().orElse(0);
            int index = 0;
            for (Bar bar : group.bars()) {
                double length = longest == 0 ? 1 : Math.max(1, bar.value() / longest * BAR);
                text(svg, 20, y + 14, "", bar.label());
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"18\" rx=\"3\"/>%n",
                        index++ % 2 == 0 ? "a" : "b",
                        LABEL,
                        y,
                        length));
                text(svg, LABEL + length + 8, y + 14, "", bar.text());
                y += ROW;
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private static void text(StringBuilder svg, double x, int y, String style, String content) {
        svg.append(String.format(
                Locale.ROOT, "<text class=\"%s\" x=\"%.1f\" y=\"%d\">%s</text>%n", style, x, y, escaped(content)));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
