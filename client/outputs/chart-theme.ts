/** The look of charts that mainly consist of one kind of mark: text, grid and series colours of the page (look, rule 13). */
export function chartConfig(element: HTMLElement, mark: string): Record<string, unknown> {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const words = "Inter Variable, system-ui, sans-serif";
  const [text, secondary, line] = [token("text"), token("secondary"), token("line")];
  const accent = token("accent");
  return {
    background: "transparent",
    font: words,
    padding: { left: 0, top: 4, right: 4, bottom: 4 },
    view: { stroke: "transparent" },
    title: { color: text, fontSize: 14, fontWeight: 600, anchor: "start", offset: 12 },
    axis: {
      labelColor: secondary,
      titleColor: secondary,
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: 500,
      labelFontWeight: 400,
      gridColor: line,
      domainColor: line,
      tickColor: line,
      titlePadding: 8,
    },
    axisX: { tickCount: { signal: "ceil(width/80)" } },
    axisY: { tickCount: { signal: "ceil(height/50)" } },
    legend: {
      orient: "top",
      labelColor: secondary,
      titleColor: secondary,
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: 500,
      symbolType: mark === "line" || mark === "trail" ? "stroke" : "circle",
      symbolSize: mark === "line" || mark === "trail" ? 120 : 60,
      symbolStrokeWidth: 2,
    },
    header: { labelColor: secondary, titleColor: secondary, labelFontSize: 12, titleFontSize: 12 },
    range: { category: series(token), heatmap: [token("surface"), accent], ramp: [line, accent] },
    mark: { color: accent },
    line: { strokeWidth: 2 },
    point: { filled: true, size: 40 },
    bar: { cornerRadiusEnd: 2 },
    text: { color: text, fontSize: 12 },
    rule: { color: secondary },
    arc: { fill: accent },
    area: { fill: accent, fillOpacity: 0.7 },
  };
}

function series(token: (name: string) => string): string[] {
  return [1, 2, 3, 4, 5, 6].map((n) => token(`series-${n}`));
}
