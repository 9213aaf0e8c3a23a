import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CellState, Question } from "../../../kernels/protocol/index.ts";
import { LiveClient } from "../fixtures/live-client.ts";
import { texts } from "../fixtures/notebook-driver.ts";
import { ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

let folder: ServedFolder;
let server: ServerProcess;
let ana: LiveClient;

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("q.ipynb", ["let kept = 1"]);
  server = await folder.serve();
  ana = await LiveClient.attach(server, "q.ipynb");
  await ana.run("c1");
});
afterAll(() => folder.remove());

/** Runs a cell until it asks; gives the cell's id and the question. */
async function asked(source: string): Promise<{ cellId: string; question: Question }> {
  const cellId = await ana.add(source);
  const before = ana.messages.length;
  await ana.start(cellId);
  return { cellId, question: await questionOf(ana, before) };
}

async function questionOf(client: LiveClient, after: number): Promise<Question> {
  const told = await client.told((m) => m.type === "volatile" && m.question != null, after);
  return (told as { question: Question }).question;
}

let n = 0;
/** Answers as a tab does; gives the server's response. */
async function answer(client: LiveClient, id: string, value: unknown) {
  const request = `input-${++n}`;
  client.send({ type: "request", id: request, method: "input", params: { id, value } });
  const response = await client.told((m) => m.type === "response" && m.id === request);
  return response as { result?: true; problem?: { code: string } };
}

async function ended(cellId: string): Promise<CellState> {
  await ana.until((state) => !state.executions.some((e) => e.cellId === cellId));
  return ana.cell(cellId);
}

describe("prompt", () => {
  test("gives what a person typed, in the middle of a loop and after an await, and the output keeps both", async () => {
    const { cellId, question } = await asked(
      "const names = []; for (const i of [1, 2]) { await null; names.push(prompt('Name ' + i + '?', 'Ana')); }\nnames",
    );
    expect(question).toMatchObject({ cellId, kind: "prompt", prompt: "Name 1?", default: "Ana" });
    const before = ana.messages.length;
    expect(await answer(ana, question.id, "Zoë 🌍")).toMatchObject({ result: true });
    const second = await questionOf(ana, before);
    expect(second.prompt).toBe("Name 2?");
    await answer(ana, second.id, "");
    expect(texts(await ended(cellId))).toEqual([
      "stdout: Name 1? Zoë 🌍\nName 2?\n",
      "[ 'Zoë 🌍', '' ]",
    ]);
  });

  test("gives null when the person cancels", async () => {
    const { cellId, question } = await asked("prompt() === null");
    expect(question).toMatchObject({ prompt: "", default: "" });
    await answer(ana, question.id, null);
    expect(texts(await ended(cellId))).toEqual(["stdout: \n", "true"]);
  });

  test("takes an answer of 10,000 characters that are wide", async () => {
    const { cellId, question } = await asked("const long = prompt('Long?'); long.length");
    await answer(ana, question.id, "語".repeat(10_000));
    expect(texts(await ended(cellId)).at(-1)).toBe("10000");
    expect(texts(await ana.eval("long === '語'.repeat(10_000)"))).toEqual(["true"]);
  });
});

test("confirm gives true or false, alert waits until it was seen", async () => {
  const { cellId, question } = await asked(
    "const first = confirm('Delete?'); const second = confirm('Really?'); alert('Done'); [first, second]",
  );
  expect(question.kind).toBe("confirm");
  let before = ana.messages.length;
  await answer(ana, question.id, "yes");
  const second = await questionOf(ana, before);
  before = ana.messages.length;
  await answer(ana, second.id, null);
  const third = await questionOf(ana, before);
  expect(third.kind).toBe("alert");
  await answer(ana, third.id, "");
  expect(texts(await ended(cellId))).toEqual([
    "stdout: Delete? yes\nReally? no\nDone\n",
    "[ true, false ]",
  ]);
});

describe("several tabs", () => {
  test("see the question, also one that comes later; whoever answers first has answered", async () => {
    const { cellId, question } = await asked("prompt('Who?')");
    const ben = await LiveClient.attach(server, "q.ipynb");
    expect(await questionOf(ben, 0)).toEqual(question);
    const before = ana.messages.length;
    const answers = [answer(ben, question.id, "Ben"), answer(ana, question.id, "Ana")];
    const codes = (await Promise.all(answers)).map(({ problem }) => problem?.code ?? "ok");
    expect(codes.sort()).toEqual(["HF_INPUT_CLOSED", "ok"]);
    await ana.told((m) => m.type === "volatile" && m.question === null, before);
    expect(texts(await ended(cellId)).at(-1)).toMatch(/^'(Ana|Ben)'$/);
    await ben.leave();
  });

  test("a tab that comes after the answer sees no question", async () => {
    const { cellId, question } = await asked("prompt('Again?')");
    await answer(ana, question.id, "x");
    await ended(cellId);
    const late = await LiveClient.attach(server, "q.ipynb");
    const [first] = late.messages.filter((m) => m.type === "volatile");
    expect(first).toMatchObject({ question: null });
    await late.leave();
  });
});

describe("while it waits", () => {
  test("Stop ends the cell, saves its variables and closes the question; the next question gets its own answer", async () => {
    const { cellId, question } = await asked(
      "let inLoop = 0; for (;;) { inLoop++; try { prompt('Stop me') } catch { } finally { kept = 2 } }",
    );
    const before = ana.messages.length;
    await ana.operate({ type: "cancel" });
    expect((await ended(cellId)).run.outcome).toBe("cancelled");
    await ana.told((m) => m.type === "volatile" && m.question === null, before);
    expect(await answer(ana, question.id, "late")).toMatchObject({
      problem: { code: "HF_INPUT_CLOSED" },
    });
    expect(texts(await ana.eval("inLoop"))).toEqual(["1"]);
    const next = await asked("prompt('Next?')");
    await answer(ana, next.question.id, "right");
    expect(texts(await ended(next.cellId)).at(-1)).toBe("'right'");
    expect(ana.state.kernel.generation).toBe(1);
  });

  test("what was printed before is there already, and a restart closes it", async () => {
    const { cellId } = await asked("console.log('before'); prompt('Restart me')");
    await ana.until((state) =>
      state.cells.some((c) => c.id === cellId && texts(c).includes("stdout: before\n")),
    );
    const before = ana.messages.length;
    await ana.operate({ type: "restart", force: true });
    await ana.told((m) => m.type === "volatile" && m.question === null, before);
    expect((await ended(cellId)).run.outcome).toBe("cancelled");
    const next = await asked("prompt('After?')");
    await answer(ana, next.question.id, "yes");
    expect(texts(await ended(next.cellId)).at(-1)).toBe("'yes'");
  });

  test.each([
    ["that is no text", 5],
    ["that is too long", "x".repeat(10_001)],
    ["that is nothing", undefined],
  ])("an answer %s is refused, and the question stays open", async (_, value) => {
    const { cellId, question } = await asked("prompt('Valid?')");
    expect(await answer(ana, question.id, value)).toMatchObject({
      problem: { code: "HF_MESSAGE_INVALID" },
    });
    await answer(ana, question.id, "fine");
    expect(texts(await ended(cellId)).at(-1)).toBe("'fine'");
  });
});

test("a timer of a cell that has ended cannot ask", async () => {
  const cell = await ana.eval(
    "setTimeout(() => { try { prompt('late') } catch (error) { console.log(error.code) } }, 20); undefined",
  );
  await ana.until((state) =>
    state.cells.some(
      (c) => c.id === cell.id && texts(c).includes("stdout: HF_INPUT_UNAVAILABLE\n"),
    ),
  );
});

test("a cell's own prompt shadows ours", async () => {
  expect(texts(await ana.eval("const prompt = () => 'mine'; prompt()"))).toEqual(["'mine'"]);
});
