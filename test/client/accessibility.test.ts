import axe from "axe-core";
import { PROGRESS_MIME } from "../../kernels/protocol/index.ts";
import { assert, assertEqual, until } from "./assert.ts";
import { preferColors, resizeTo } from "./browser-commands.ts";
import { codeCell, markdownCell } from "./live-server.ts";
import { closePage, FakeKernel, openPage } from "./page.ts";

async function violations(): Promise<string[]> {
  const { violations: found, passes } = await axe.run(document.body, {
    rules: { region: { enabled: true } },
  });
  const contrast = passes.find(({ id }) => id === "color-contrast");
  assert((contrast?.nodes.length ?? 0) > 20, "The contrast of many texts was measured");
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 150)}`));
}

async function openFull(): Promise<void> {
  const server = await openPage([
    markdownCell(
      "m",
      "# Title\n\nSome [link](https://example.org) and `code`.\n\n```ts\nconst a = 1; // x\n```",
    ),
    codeCell("a", 'const text: Text = call("x", 12); // note\nconst r = /x/g;'),
    codeCell("b", "print()"),
    codeCell("c", "wait()"),
  ]);
  const cellIds = ["a", "b", "c"];
  server.operate({ type: "run", cellIds, sourceRevisions: [0, 0, 0] });
  const first = new FakeKernel(server, "a", 1);
  const table = {
    columns: [{ name: "n", type: "integer", histogram: [1, 2], missing: 3 }],
    rows: [[1], [null]],
    total: 2,
  };
  first.say("display_data", {
    data: { "application/vnd.holdfast.table.v1+json": table },
    metadata: {},
  });
  first.print("\x1b[31mred \x1b[33myellow \x1b[36mcyan \x1b[35mmagenta\x1b[0m\n");
  first.print("careful\n", "stderr");
  first.say("error", { ename: "Error", evalue: "why", traceback: ["Error: why", "> 1 | x"] });
  first.end();
  server.now = () => Date.now() - 5000;
  const second = new FakeKernel(server, "b", 2);
  const bar = { id: "p", name: "Train", done: 9, total: 20, startedAt: 1, updatedAt: 2 };
  const data = { [PROGRESS_MIME]: { ...bar, state: "running" }, "text/plain": "Train" };
  second.say("display_data", { data, metadata: {}, transient: { display_id: "p" } });
  server.tell({ type: "volatile", progress: [{ ...bar, state: "running" }] });
  server.operate({ type: "conflict", reason: "It was saved by another program." });
  await until(() => document.querySelector(".progress"), "the bar shows");
  await until(() => document.querySelector(".notice-amber"), "the conflict shows");
  await until(() => document.querySelector(".error"), "the error shows");
  await document.fonts.ready;
}

describe("accessibility", () => {
  afterEach(closePage);

  for (const colors of ["light", "dark"] as const) {
    it(`has no violations in ${colors} colours`, async () => {
      await preferColors(colors);
      await openFull();
      assertEqual(await violations(), [], "violations");
    });

    it(`has no violations in ${colors} colours on a narrow screen`, async () => {
      await resizeTo(390, 844);
      await preferColors(colors);
      await openFull();
      assertEqual(await violations(), [], "violations");
      await resizeTo(1280, 800);
    });
  }
});
