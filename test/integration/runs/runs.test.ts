import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CRASH } from "../fixtures/crash.ts";
import { LiveClient } from "../fixtures/live-client.ts";
import { texts } from "../fixtures/notebook-driver.ts";
import { ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

let folder: ServedFolder;
let server: ServerProcess;
let tab: LiveClient;

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("a.ipynb", ["1"]);
  server = await folder.serve();
  tab = await LiveClient.attach(server, "a.ipynb");
});
afterAll(() => folder.remove());

/** A run of 20 steps whose result depends on every random number; `at` is done at the start of a step. */
function source(name: string, at: string): string {
  return `const sums = await run("${name}", { total: 20, seed: 7, state: { sums: [] as number[] } }, async (r) => {
  for await (const i of r.steps()) {
    ${at}
    r.state.sums.push((r.state.sums.at(-1) ?? 0) + r.random() + r.random.normal());
    if (i % 4 === 3) await r.checkpoint();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return r.state.sums;
});
JSON.stringify(sums)`;
}

/** The digits of an uninterrupted run; its cell goes, so that its name is free. */
async function reference(name: string): Promise<string> {
  const id = await tab.add(source(name, ""));
  const digits = texts(await tab.run(id)).at(-1)!;
  await tab.operate({ type: "delete", cellId: id });
  return digits;
}

const STOP_ONCE = "if (i === 10 && first) { console.log('waits'); await new Promise(() => {}); }";

async function waitsIn(id: string): Promise<void> {
  await tab.until(() => texts(tab.cell(id)).join().includes("waits"));
}

describe("run", () => {
  test("the simple form gives back what its function gives, and leaves nothing", async () => {
    const cell = await tab.eval(
      `await run("simple", async (r) => { r.state.x = r.first; return 42; })`,
    );
    expect(texts(cell).at(-1)).toBe("42");
    expect(cell.run.resumable).toBeUndefined();
  });

  test("gives each step its own random numbers: the same digits each time", async () => {
    const first = await reference("digits-1");
    expect(await reference("digits-1")).toBe(first);
    expect(JSON.parse(first.slice(1, -1))).toHaveLength(20);
  });

  test.each([
    [`run("", async () => 1)`, "the name is"],
    [`run("x", { total: -1 }, async () => 1)`, "total is -1, expected an integer"],
    [`run("x", { seed: 0.5 }, async () => 1)`, "seed is 0.5"],
    [`run("x", { every: 0 }, async () => 1)`, "every is 0"],
    [`run("x", { reuse: "soon" }, async () => 1)`, "reuse is"],
    [`run("x", 3)`, "the last argument is number"],
  ])("%s is refused by name", async (call, message) => {
    expect(texts(await tab.eval(`await (${call} as Promise<unknown>)`)).join()).toContain(message);
  });

  test("state that cannot be saved is refused at the first step, with its path", async () => {
    const cell =
      await tab.eval(`await run("socket", { total: 3, state: { db: { open: null as unknown } } }, async (r) => {
      r.state.db.open = () => 1;
      for await (const i of r.steps()) i;
    })`);
    expect(texts(cell).join()).toMatch(
      /HF_CHECKPOINT_UNSERIALISABLE: r\.state\.db\.open \(a function\)/,
    );
  });

  test("two different runs of one name in one notebook are refused, naming both cells", async () => {
    await tab.eval(
      `await run("twin", { total: 2 }, async (r) => { for await (const i of r.steps()) { await r.checkpoint(); if (i === 1) throw new Error("no"); } })`,
    );
    const cell = await tab.eval(`await run("twin", async () => "other")`);
    expect(texts(cell).join()).toMatch(
      /HF_RUN_NAME: The name "twin" stands for two different runs/,
    );
  });
});

describe("a run that was interrupted goes on with the same digits", () => {
  test("after a stop while it waits, from the last whole step", async () => {
    const expected = await reference("stop");
    await tab.eval("let first = true;");
    const id = await tab.add(source("stop", STOP_ONCE));
    await tab.start(id);
    await waitsIn(id);
    await tab.operate({ type: "cancel" });
    await tab.until((state) => state.executions.length === 0);
    expect(tab.cell(id).run).toMatchObject({
      outcome: "cancelled",
      resumable: { name: "stop", state: "cancelled", total: 20, attempt: 1 },
    });
    const { step } = tab.cell(id).run.resumable!;
    expect(step === 8 || step === 9 || step === 10).toBe(true);
    expect(texts(tab.cell(id)).join()).toContain("[partial · 10 of 20]");
    await tab.eval("first = false;");
    const again = await tab.run(id);
    expect(texts(again).join()).toContain(`[resumed from ${5 * step} % · attempt 2]`);
    expect(texts(again).at(-1)).toBe(expected);
    expect(again.run.resumable).toBeUndefined();
  });

  test("after a stop while it computes: the end of the step is awaited and saved", async () => {
    const id = await tab.add(`await run("busy", { total: 1e6, state: { n: 0 } }, async (r) => {
      for await (const i of r.steps()) { const end = performance.now() + 20; while (performance.now() < end); r.state.n = i + 1; }
    })`);
    await tab.start(id);
    await tab.until(() => tab.progress.some((bar) => bar.name === "busy" && bar.done > 5));
    await tab.operate({ type: "cancel" });
    await tab.until((state) => state.executions.length === 0);
    const { resumable } = tab.cell(id).run;
    expect(resumable!.step).toBeGreaterThan(5);
    expect(texts(tab.cell(id)).join()).toContain(`{ n: ${resumable!.step} }`);
  });

  test("after an error", async () => {
    const expected = await reference("error");
    await tab.eval("var fails = true;");
    const id = await tab.add(source("error", `if (i === 13 && fails) throw new Error("at 13");`));
    const failed = await tab.run(id);
    expect(failed.run).toMatchObject({ outcome: "error", resumable: { state: "failed" } });
    expect(failed.run.resumable!.step).toBeGreaterThanOrEqual(12);
    await tab.eval("fails = false;");
    expect(texts(await tab.run(id)).at(-1)).toBe(expected);
  });

  test("by itself after the death of the kernel, from the newest checkpoint", async () => {
    const expected = await reference("kernel");
    const id = await tab.add(source("kernel", `if (i === 14 && r.first === 0) ${CRASH};`));
    const died = await tab.run(id);
    expect(died.run.outcome).toBe("died");
    await tab.until(() => tab.cell(id).run.outcome === "ok");
    const again = tab.cell(id);
    expect(texts(again).join()).toContain("[resumed from 60 % · attempt 2]");
    expect(texts(again).at(-1)).toBe(expected);
  });

  test("by itself in a new kernel, which first gets back what the cell needs of earlier ones", async () => {
    await tab.eval(
      "let base = 40; const log: number[] = []; function plus(x: number) { return base + x; }",
    );
    await tab.eval("base += 1;");
    await tab.eval("console.log('not needed');");
    const id =
      await tab.add(`const needs = await run("needs", { total: 6, state: { sum: 0 } }, async (r) => {
      for await (const i of r.steps()) {
        if (i === 4 && r.first === 0) ${CRASH};
        r.state.sum += plus(i);
        await r.checkpoint();
      }
      return r.state.sum;
    });
    needs`);
    await tab.run(id);
    await tab.until(() => tab.cell(id).run.outcome === "ok");
    const again = tab.cell(id);
    expect(texts(again).join()).toContain("[resumed from 66 % · attempt 2]");
    expect(texts(again).at(-1)).toBe(String(41 * 6 + 15));
    expect(texts(await tab.eval("plus(1)"))).toEqual(["42"]);
  });

  test("by itself after the death of the server", async () => {
    const expected = await reference("server");
    const id = await tab.add(
      source(
        "server",
        "if (i === 17 && r.first === 0) { console.log('waits'); await new Promise(() => {}); }",
      ),
    );
    await tab.start(id);
    await waitsIn(id);
    await server.stop("SIGKILL");
    server = await folder.serve();
    tab = await LiveClient.attach(server, "a.ipynb");
    await tab.until(() => tab.cell(id).run.resumable !== undefined);
    expect(tab.cell(id).run.resumable).toMatchObject({ state: "interrupted", step: 16, total: 20 });
    expect(texts(await tab.run(id)).at(-1)).toBe(expected);
  });

  test("lists that only grow are there again, in order", async () => {
    const id = await tab.add(`await run("parts", { total: 6 }, async (r) => {
      const done = r.parts<{ i: number; values: Float64Array }>("done");
      for await (const i of r.steps()) {
        if (i === 4 && r.first === 0) throw new Error("stop here");
        done.push({ i, values: new Float64Array(new SharedArrayBuffer(8)).fill(i / 3) });
        await r.checkpoint();
      }
      return [...done].map(({ i, values }) => i + values[0]! + (values.buffer instanceof SharedArrayBuffer ? 100 : 0)).join();
    })`);
    await tab.run(id);
    const expected = [0, 1, 2, 3, 4, 5].map((i) => i + i / 3 + 100).join();
    expect(texts(await tab.run(id)).at(-1)).toBe(`'${expected}'`);
  });

  test("a run inside of a step goes on where it was, too", async () => {
    const id =
      await tab.add(`await run("nested", { total: 2, state: { log: [] as string[] } }, async (r) => {
      for await (const i of r.steps()) {
        const child = r.child<{ n: number }>("fit", { state: { n: 0 } });
        for await (const j of child.steps(5)) {
          if (i === 1 && j === 3 && r.first === 0) { await r.checkpoint(); throw new Error("inside"); }
          child.state.n += j;
        }
        r.state.log.push(i + ":" + child.state.n + ":" + child.first);
      }
      return r.state.log.join();
    })`);
    await tab.run(id);
    expect(texts(await tab.run(id)).at(-1)).toBe("'0:10:0,1:10:3'");
  });
});

describe("checkpoints of one cell", () => {
  test("of two runs at a time do not take each other's pieces", async () => {
    const cell =
      await tab.eval(`const one = (name: string) => run(name, { total: 12 }, async (r) => {
      const log = r.parts<string>("log");
      for await (const i of r.steps()) {
        log.push(name + i);
        await r.checkpoint();
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      return [...log].length;
    });
    JSON.stringify(await Promise.all(["left", "right"].map(one)))`);
    expect(texts(cell).at(-1)).toBe("'[12,12]'");
    expect(texts(cell).join()).not.toContain("was not saved");
  });

  test("one that is too large is not saved, and said once; the run goes on", async () => {
    const cell =
      await tab.eval(`await run("large", { total: 4, state: { noise: new Float64Array(0) } }, async (r) => {
      for await (const i of r.steps()) {
        if (i === 0) r.state.noise = Float64Array.from({ length: 9_500_000 }, () => Math.random());
        await r.checkpoint();
      }
      return r.state.noise.length;
    })`);
    expect(
      texts(cell)
        .join()
        .match(/was not saved, the older checkpoint stays/g),
    ).toHaveLength(1);
    expect(texts(cell).at(-1)).toBe("9500000");
  });
});

describe("a workflow as a run", () => {
  test("goes on by itself after the death of its kernel, with the same models and digits", async () => {
    const workflow = (name: string, fault: string): string => `const random = stream(3, "rows");
    const rows = Table.from(Array.from({ length: 120 }, () => { const x = random.normal(); return { x, y: random.normal(), left: x + 0.3 * random.normal() > 0 }; }));
    const result = await run("${name}", { seed: 5 }, async (r) => {
      const done = trainClassifiers(rows, { target: "left", models: ["naiveBayes", "logistic", "decisionTree", "kNeighbors"], cv: 3, run: r });
      ${fault}
      return done;
    });
    JSON.stringify(result.data.models.map((m) => [m.name, m.scores]))`;
    const plain = await tab.add(workflow("plain", ""));
    const expected = texts(await tab.run(plain)).at(-1)!;
    const id = await tab.add(
      workflow(
        "killed",
        `if (r.first === 0) { await new Promise((resolve) => setTimeout(resolve, 40)); await r.checkpoint(); ${CRASH}; }`,
      ),
    );
    await tab.run(id);
    await tab.until(
      (state) => state.executions.length === 0 && tab.cell(id).run.outcome !== "died",
    );
    expect(texts(tab.cell(id)).at(-1)).toBe(expected);
  });
});

describe("a changed cell", () => {
  test("begins anew and says what changed; the unfinished run is put aside", async () => {
    const id = await tab.add(source("edited", "if (i === 9) throw new Error('once');"));
    await tab.run(id);
    const before = tab.cell(id);
    expect(before.run.resumable!.step).toBeGreaterThanOrEqual(8);
    await tab.operate({
      type: "setSource",
      cellId: id,
      revision: before.revision,
      change: [before.source.length, [0, "", "// edited"]],
    });
    const again = await tab.run(id);
    expect(texts(again).join()).toContain(
      "[begins anew: cell changed; the unfinished run is kept for 7 days]",
    );
  });

  test("start over forgets what could go on", async () => {
    const id = await tab.add(
      source("over", "if (i === 9 && r.first === 0) throw new Error('once');"),
    );
    await tab.run(id);
    await tab.operate({ type: "startOver", cellId: id });
    await tab.until(() => tab.cell(id).run.resumable === undefined);
    expect(texts(await tab.run(id)).join()).toContain("once");
  });
});

describe("what surrounds a run", () => {
  test("clean-ups run at its end, after an error and after a hard stop, the newest first", async () => {
    for (const end of ["1", "throw new Error('x')"]) {
      const cell = await tab.eval(`await run("clean-${end.length}", async (r) => {
        r.onCleanup(() => console.log("first"));
        r.use({ [Symbol.dispose]: () => console.log("second") });
        ${end};
      })`);
      expect(texts(cell).join()).toContain("stdout: second\nfirst\n");
    }
    const id = await tab.add(`await run("hard", async (r) => {
      r.onCleanup(() => console.log("cleaned"));
      console.log("go"); for (;;);
    })`);
    await tab.start(id);
    await tab.until(() => texts(tab.cell(id)).join().includes("go"));
    await tab.operate({ type: "cancel" });
    await tab.until((state) => state.executions.length === 0);
    expect(texts(tab.cell(id)).join()).toContain("cleaned");
    expect(tab.cell(id).run.outcome).toBe("cancelled");
  });

  test("exclusive holds a name for as long as it runs", async () => {
    const cell = await tab.eval(`await run("ex", { exclusive: "warehouse" }, async () => {
      const answer = await fetch("${server.url}/api/locks/pipe%3Awarehouse", { headers: { Authorization: "token ${server.token}" } });
      return (await answer.json()).lock.holder.user;
    })`);
    expect(texts(cell).at(-1)).toBe("'Ana'");
    const answer = await server.fetch("/api/locks/pipe%3Awarehouse");
    expect(await answer.json()).toMatchObject({ lock: { holder: null } });
  });

  test("a finished result stays until a newer one has succeeded", async () => {
    await tab.eval("var made = 0; var breaks = false;");
    const source = (reuse: string): string =>
      `await run("stays", { ${reuse} }, async () => { if (breaks) throw new Error("broken"); return ++made; })`;
    const id = await tab.add(source(`reuse: "1h"`));
    expect(texts(await tab.run(id)).at(-1)).toBe("1");
    await tab.eval("breaks = true;");
    const anew = await tab.add("1");
    await tab.replace(id, source(`reuse: "0ms"`));
    expect(texts(await tab.run(id)).join()).toContain("broken");
    await tab.replace(id, source(`reuse: "1h"`));
    expect(texts(await tab.run(id)).at(-1)).toBe("1");
    await tab.operate({ type: "delete", cellId: anew });
  });

  test("reuse gives back a finished result, says from when, and not for other inputs", async () => {
    const reused = (input: number): string =>
      `await run("reuse", { reuse: "1h", inputs: ${input} }, async () => { console.log("works"); return new Map([["a", ${input}]]); })`;
    const id = await tab.add(reused(1));
    expect(texts(await tab.run(id))).toContain("stdout: works\n");
    const again = await tab.run(id);
    expect(texts(again).join()).toMatch(/\[from [\d.]+ s ago · by Ana\]/);
    expect(texts(again).join()).not.toContain("works");
    expect(texts(again).at(-1)).toBe("Map(1) { 'a' => 1 }");
  });

  test("resumable makes each call a run", async () => {
    const cell =
      await tab.eval(`const twice = resumable(async function twice(r, x: number) { return [r.first, x * 2]; });
      JSON.stringify([await twice(1), await twice(2)])`);
    expect(texts(cell).at(-1)).toBe("'[[0,2],[0,4]]'");
  });
});
