import { PROGRESS_MIME } from "../../kernels/protocol/index.ts";
import { assert, assertEqual, until } from "./assert.ts";
import { press, type } from "./browser-commands.ts";
import { codeCell, type LiveServer, markdownCell } from "./live-server.ts";
import { cut } from "./network.ts";
import { cellAt, closePage, FakeKernel, openPage } from "./page.ts";

const text = (selector: string): string =>
  (document.querySelector(selector)?.textContent ?? "").replaceAll(/\s+/g, " ").trim();

function clickButton(name: string): void {
  const buttons = [...document.querySelectorAll("button")];
  const button = buttons.find((b) => (b.ariaLabel ?? b.textContent?.trim()) === name);
  assert(button, `There is a button "${name}"`);
  button.click();
}

const asked = (server: LiveServer, name: string): boolean =>
  server.received.some(({ op }) => op.type === name);

describe("the page", () => {
  afterEach(closePage);

  it("says whether the file holds everything", async () => {
    const server = await openPage([codeCell("a", "1")]);
    assertEqual(text(".save-mark"), "Saved", "mark at first");
    server.operate({ type: "insert", cellId: "b", after: "a", cellType: "code", source: "" });
    await until(() => text(".save-mark") === "Unsaved", "it is unsaved");
    server.operate({ type: "saved", seq: server.seq });
    await until(() => text(".save-mark") === "Saved", "it is saved");
  });

  it("shows who runs what, how far it is, and cancels it", async () => {
    const server = await openPage([codeCell("a", "1"), codeCell("b", "2")]);
    const cellIds = ["a", "b"];
    server.operate({ type: "run", cellIds, sourceRevisions: [0, 0] }, "server", "Ana");
    server.now = () => Date.now() - 5000;
    const kernel = new FakeKernel(server, "a", 1);
    const bar = { id: "p", name: "Train models", done: 9, total: 20, startedAt: 1, updatedAt: 2 };
    const progress = { ...bar, etaSeconds: 120, state: "running" as const };
    const data = { [PROGRESS_MIME]: progress, "text/plain": "" };
    kernel.say("display_data", { data, metadata: {}, transient: { display_id: "p" } });
    const who = { notebookId: "nb", user: "Ana", windowId: "other", priority: "normal" } as const;
    const lock = {
      key: "nb:nb",
      holder: { ...who, execId: "nb.1", cellId: "a", since: 1, isPreemptible: false, run: null },
      waiting: [{ ...who, execId: "nb.2", cellId: "b", position: 1 }],
    } as const;
    server.tell({ type: "volatile", progress: [progress], lock });
    await until(() => text(".banner").includes("45 %"), "the banner shows how far it is");
    const facts = "is running · 45 % · about 2 min left · started by Ana in another tab";
    assertEqual(text(".banner-text"), `Train models ${facts}`, "what the banner says");
    assertEqual(text(".kernel"), "Kernel busy", "state of the kernel");
    clickButton("1 waiting");
    await until(() => text(".queue-name") === "Cell 2 by Ana", "the queue names who waits");
    assertEqual(cellAt(1).querySelector(".mark-waiting")?.textContent, "1st", "place of the other");
    clickButton("Cancel");
    await until(() => asked(server, "cancel"), "the server was asked to cancel");
  });

  it("asks what to do when the file changed outside", async () => {
    const server = await openPage([codeCell("a", "mine")]);
    server.operate({ type: "conflict", reason: "It has other content" });
    await until(() => text(".notice").includes("It has other content."), "the bar says why");
    clickButton("Take theirs");
    await until(() => asked(server, "resolveConflict"), "the choice was sent");
    const cells = [codeCell("a", "theirs")];
    server.operate({ type: "replaced", metadata: {}, cells });
    server.operate({ type: "resolved", choice: "theirs" });
    await until(() => !document.querySelector(".notice"), "the bar is gone");
    assertEqual(cellAt(0).querySelector(".code-text")?.textContent, "theirs\n", "text");
  });

  it("marks outputs that are older than the text", async () => {
    const server = await openPage([codeCell("a", "1")]);
    server.operate({ type: "run", cellIds: ["a"], sourceRevisions: [0] });
    const kernel = new FakeKernel(server, "a", 1);
    kernel.print("1\n");
    kernel.end();
    server.operate({ type: "setSource", cellId: "a", revision: 0, change: [1, [0, "0"]] });
    await until(() => cellAt(0).querySelector(".mark-stale"), "it is marked");
    assertEqual(cellAt(0).querySelector(".mark-stale")?.textContent, "edited", "the mark");
  });

  it("takes up the events that it missed, and everything anew after a gap", async () => {
    const server = await openPage([codeCell("a", "1")]);
    cut();
    server.operate({ type: "insert", cellId: "b", after: "a", cellType: "code", source: "2" });
    await until(() => document.querySelectorAll("hf-cell").length === 2, "the missed cell shows");
    server.reopen();
    server.operate({ type: "insert", cellId: "c", after: "b", cellType: "code", source: "3" });
    cut();
    await until(() => document.querySelectorAll("hf-cell").length === 3, "the new copy shows");
  });

  it("says why a notebook cannot be opened", async () => {
    await openPage([codeCell("a", "1")]);
    cut(4404);
    await until(() => text(".message h1") === "The file does not exist", "the page says it");
    assert(text(".message").includes("HF_FILE_NOT_FOUND"), "It names the code");
  });

  it("asks for a new link when the server does not know it any more", async () => {
    await openPage([codeCell("a", "1")]);
    cut(4401);
    await until(() => text(".message h1") === "A new link is needed", "the page says it");
  });

  it("comes back into the document as it was, and hears each thing once", async () => {
    const server = await openPage([codeCell("a", "1")]);
    const app = document.querySelector("hf-app")!;
    for (let i = 0; i < 3; i++) {
      app.remove();
      document.body.append(app);
      await until(() => !document.querySelector("hf-cell"), "it begins anew");
      await until(() => document.querySelector("hf-cell"), "the notebook is open again");
    }
    cellAt(0).querySelector<HTMLElement>(".cell")?.focus();
    await press("b");
    await until(() => document.querySelectorAll("hf-cell").length === 2, "one cell is inserted");
    await press("Control+s");
    await until(() => asked(server, "save"), "save was asked for");
    const saves = server.received.filter(({ op }) => op.type === "save");
    assertEqual([saves.length, server.state.cells.length], [1, 2], "saves and cells");
  });

  it("keeps letters that are typed before the editor is there", async () => {
    const server = await openPage([markdownCell("m", ""), codeCell("a", "")]);
    cellAt(1).querySelector<HTMLElement>(".cell")?.focus();
    await press("Enter");
    await type("dd = 7");
    await until(() => server.state.cells[1]?.source === "dd = 7", "all of it arrived", 20_000);
    assertEqual(server.state.cells.length, 2, "number of cells");
  });
});
