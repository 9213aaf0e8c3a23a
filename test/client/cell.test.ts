import { PROGRESS_MIME } from "../../kernels/protocol/index.ts";
import { assert, assertEqual, until } from "./assert.ts";
import { preferColors, press } from "./browser-commands.ts";
import { codeCell, type LiveServer, markdownCell } from "./live-server.ts";
import { cellAt, closePage, FakeKernel, openPage } from "./page.ts";

const text = (n: number): string => cellAt(n).querySelector(".outputs")?.textContent ?? "";

function run(server: LiveServer, cellId: string, n: number): FakeKernel {
  const { revision } = server.state.cells.find((cell) => cell.id === cellId)!;
  server.operate({ type: "run", cellIds: [cellId], sourceRevisions: [revision] });
  return new FakeKernel(server, cellId, n);
}

describe("a cell", () => {
  afterEach(closePage);

  it("shows what the kernel prints while it runs, with colours and carriage returns", async () => {
    const server = await openPage([codeCell("a", "print()")]);
    const kernel = run(server, "a", 1);
    kernel.print("first \x1b[32mgreen\x1b[0m\nload 10 %\rload 99 %");
    await until(() => text(0).includes("load 99 %"), "the first text shows");
    assert(!text(0).includes("10 %"), "The line was overwritten");
    const green = cellAt(0).querySelector<HTMLElement>(".stream span[style]");
    assertEqual(green?.textContent, "green", "coloured text");
    const first = cellAt(0).querySelector(".stream-chunk")?.firstChild;
    kernel.print("\nmore\n");
    await until(() => text(0).includes("more"), "more text shows");
    assert(first === cellAt(0).querySelector(".stream-chunk")?.firstChild, "It only appends");
    assert(cellAt(0).querySelector("[aria-busy=true]"), "It says that it runs");
    kernel.end();
    await until(() => !cellAt(0).querySelector("[aria-busy=true]"), "it has ended");
    assert(cellAt(0).querySelector(".mark-ok"), "It says how long it took");
  });

  it("keeps the last 20,000 lines of a flood and says so", async () => {
    const server = await openPage([codeCell("a", "print()")]);
    const kernel = run(server, "a", 1);
    const flood = Array.from({ length: 25_000 }, (_, i) => `line ${i}\n`).join("");
    kernel.print(flood.slice(0, 100_000));
    await until(() => text(0).includes("line 1\n"), "the beginning shows");
    kernel.print(flood.slice(100_000));
    await until(() => text(0).includes("line 24999"), "the end shows");
    assert(!text(0).includes("line 4999\n"), "The oldest lines are gone");
    assert(/first [45],\d{3} lines are not shown/.test(text(0)), "It says so");
  });

  it("draws the richest form of each output", async () => {
    const server = await openPage([codeCell("a", "all()")]);
    const kernel = run(server, "a", 1);
    const show = (data: object): void => kernel.say("display_data", { data, metadata: {} });
    const table = {
      columns: [
        {
          name: "n",
          type: "integer",
          histogram: { kind: "numbers", min: 1, max: 9, counts: [1, 2] },
        },
        { name: "who", type: "text" },
        { name: "day", type: "date", missing: 1 },
      ],
      rows: [
        [1, "Ana", 1325376000000],
        [-20, null, null],
      ],
      totalRows: 7043,
      notes: ["One line was skipped"],
    };
    show({ "application/vnd.holdfast.table.v1+json": table, "text/plain": "plain" });
    show({ "text/html": "<b id=x onclick='1'>bold</b>" });
    show({ "application/json": { deep: [1, 2] } });
    show({ "text/plain": "only text" });
    kernel.say("error", {
      ename: "TypeError",
      evalue: "no such column",
      traceback: ["TypeError: no such column", "> 2 | throw"],
    });
    kernel.end();
    await until(() => text(0).includes("no such column"), "all outputs show");
    const cell = cellAt(0);
    const values = [...cell.querySelectorAll("hf-table td")].map((td) => td.textContent);
    assertEqual(values, ["1", "Ana", "2012-01-01", "−20", "–", "–"], "values of the table");
    assertEqual(cell.querySelector(".histogram")?.ariaLabel, "1 to 9", "words for the bars");
    assert(text(0).includes("2 of 7,043 rows · 3 columns"), "The table says how much it shows");
    assert(text(0).includes("One line was skipped"), "The remarks of its reader show");
    assert(!text(0).includes("plain\n"), "The plain form is not shown beside it");
    assert(cell.querySelector("hf-frame iframe[sandbox=allow-scripts]"), "Active HTML is framed");
    assert(cell.querySelector("details.json-branch"), "JSON is a tree");
    assert(text(0).includes("only text"), "Plain text shows");
    assertEqual(cell.querySelector(".error-trace")?.textContent, "> 2 | throw\n", "the trace");
  });

  it("follows a bar by its volatile values, and keeps the final one", async () => {
    const server = await openPage([codeCell("a", "track()")]);
    const kernel = run(server, "a", 1);
    const bar = { id: "p", name: "Train", done: 1, total: 20, startedAt: 1, updatedAt: 2 };
    const data = { [PROGRESS_MIME]: { ...bar, state: "running" }, "text/plain": "Train" };
    kernel.say("display_data", { data, metadata: {}, transient: { display_id: "p" } });
    const progress = { ...bar, done: 9, updatedAt: 3, state: "running" as const };
    server.tell({ type: "volatile", progress: [progress] });
    await until(() => text(0).includes("45 %"), "the live value shows");
    const element = cellAt(0).querySelector("[role=progressbar]");
    assertEqual(element?.getAttribute("aria-valuenow"), "9", "value for a screen reader");
    kernel.end();
    await until(() => text(0).includes("done"), "the end shows");
    assert(text(0).includes("5 %"), "The value in the state counts in the end");
  });

  it("draws a Vega-Lite chart without eval, in the colours of the page", async () => {
    await preferColors("light");
    const server = await openPage([codeCell("a", "chart()")]);
    const kernel = run(server, "a", 1);
    const spec = {
      $schema: "https://vega.github.io/schema/vega-lite/v5.json",
      data: { values: [{ x: "a", y: 2 }] },
      mark: "bar",
      encoding: { x: { field: "x" }, y: { field: "y", type: "quantitative" } },
    };
    const data = { "application/vnd.vegalite.v5+json": spec, "text/plain": "chart" };
    kernel.say("display_data", { data, metadata: {} });
    const mark = (): Element | null => cellAt(0).querySelector(".mark-rect path");
    await until(mark, "the bar is drawn", 20_000);
    assertEqual(mark()?.getAttribute("fill"), "#2f5bd0", "colour of the bar");
    const loading = { ...spec, data: { url: "https://example.org/x.json" } };
    kernel.say("display_data", {
      data: { "application/vnd.vegalite.v5+json": loading },
      metadata: {},
    });
    await until(() => text(0).includes("a chart must carry its data"), "the chart is refused");
  });

  it("shows Markdown cleaned, in a shadow root of its own", async () => {
    const source =
      "# Title\n\n[ok](https://example.org) [bad](javascript:alert(1)) <img src=x onerror=alert(1)>" +
      "<form><button id=a name=b data-c=1>press</button></form>";
    await openPage([markdownCell("m", source)]);
    const root = cellAt(0).querySelector("hf-markup")!.shadowRoot!;
    await until(() => root.querySelector("h1"), "the heading shows");
    assertEqual(root.querySelectorAll("a").length, 1, "number of links");
    assertEqual(root.querySelector("a")?.rel, "noopener noreferrer", "rel of the link");
    assert(!root.querySelector("button, form, [onerror], [id], [name]"), "Nothing active is left");
  });

  it("is steered by the keys of Jupyter", async () => {
    const server = await openPage([codeCell("a", "1"), codeCell("b", "2")]);
    const ids = (): string => server.state.cells.map((cell) => cell.type[0]).join("");
    cellAt(0).querySelector<HTMLElement>(".cell")?.focus();
    await press("b", "m");
    await until(() => ids() === "cmc", "a Markdown cell is inserted below");
    await press("ArrowUp", "d", "d");
    await until(() => ids() === "mc", "the first cell is deleted");
    assert(document.querySelector(".toast"), "A message offers to undo it");
    await press("z");
    await until(() => ids() === "cmc", "it is back");
    await press("Control+Shift+ArrowDown");
    await until(() => ids() === "mcc", "it moved down");
    await press("Control+Enter");
    await until(() => server.state.executions.length === 1, "it runs");
    await press("Control+s");
    await until(() => server.received.some(({ op }) => op.type === "save"), "save was asked for");
  });
});
