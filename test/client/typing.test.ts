import { assert, assertEqual, until } from "./assert.ts";
import { click, press, type } from "./browser-commands.ts";
import { codeCell, type LiveServer } from "./live-server.ts";
import { cut, serve } from "./network.ts";
import { cellAt, closePage, openPage } from "./page.ts";

const sourceOf = (server: LiveServer): string => server.state.cells[0]!.source;
const editor = (): Element | null => document.querySelector(".code-editor .view-lines");
/** The text in the editor; Monaco draws spaces as no-break spaces. */
const seen = (): string => (editor()?.textContent ?? "").replaceAll("\u00a0", " ");

describe("typing into a cell", () => {
  afterEach(closePage);

  it("opens the editor where it was clicked and sends each change", async () => {
    const server = await openPage([codeCell("a", "const x = 1;")]);
    const before = cellAt(0).querySelector(".code-text")!.getBoundingClientRect().height;
    await click(cellAt(0).querySelector(".code-text")!, [600, 18]);
    await until(editor, "the editor is there", 20_000);
    const after = cellAt(0).querySelector(".code-editor")!.getBoundingClientRect().height;
    assertEqual(after, before, "height of the cell");
    await type(" // é");
    await until(() => sourceOf(server) === "const x = 1; // é", "the server has the text");
    const changes = server.received.filter(({ op }) => op.type === "setSource");
    assert(changes.length > 0, "The changes were operations");
    await press("Escape");
    await until(() => !editor(), "the editor is gone");
    assertEqual(cellAt(0).querySelector(".code-text")?.textContent, "const x = 1; // é\n", "text");
  });

  it("applies what somebody else types into the same cell", async () => {
    const server = await openPage([codeCell("a", "one")]);
    await click(cellAt(0).querySelector(".code-text")!, [600, 18]);
    await until(editor, "the editor is there", 20_000);
    server.operate({ type: "setSource", cellId: "a", revision: 0, change: [[0, "zero, "], 3] });
    await until(() => seen() === "zero, one", "the other's text shows");
    await type(" two");
    await until(() => sourceOf(server) === "zero, one two", "both texts are there");
  });

  it("keeps what was typed while the connection was lost, and sends it once", async () => {
    const server = await openPage([codeCell("a", "")]);
    await click(cellAt(0).querySelector(".code-text")!, [40, 18]);
    await until(editor, "the editor is there", 20_000);
    await type("a");
    await until(() => sourceOf(server) === "a", "the first letter is there");
    serve(undefined);
    cut();
    await type("bc");
    await until(
      () => document.querySelector(".save-not-sent-yet"),
      "the page says that it is not sent",
    );
    await until(() => document.querySelector("hf-connection .notice"), "the page says why");
    serve(server);
    await until(() => sourceOf(server) === "abc", "all is sent", 15_000);
    await until(() => !document.querySelector("hf-connection .notice"), "the message is gone");
  });

  it("runs after everything that was typed before", async () => {
    const server = await openPage([codeCell("a", "")]);
    await click(cellAt(0).querySelector(".code-text")!, [40, 18]);
    await until(editor, "the editor is there", 20_000);
    await type("1 + 41");
    await press("Shift+Enter");
    await until(() => server.state.executions.length === 1, "it runs");
    assertEqual(server.state.executions[0]?.source, "1 + 41", "what runs");
    await until(() => server.state.cells.length === 2, "a new cell stands behind the last");
  });
});
