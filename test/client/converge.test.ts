import { ChangeSet } from "@codemirror/state";
import fc from "fast-check";
import { NotebookStore } from "../../client/store/notebook-store.ts";
import type { ServerMessage, TextChange } from "../../kernels/protocol/index.ts";
import { assert, assertEqual } from "./assert.ts";
import { codeCell, LiveServer } from "./live-server.ts";

/** A page with a network in between: what it sends and gets waits until a step delivers it. */
class Page {
  readonly store: NotebookStore;
  /** The text of an editor: own edits, and the changes that the store tells. */
  text = "";
  #server: LiveServer;
  #toServer: (() => void)[] = [];
  #toPage: ServerMessage[] = [];
  #isOpen = false;
  #push = (message: ServerMessage) => this.#toPage.push(message);

  constructor(server: LiveServer, name: string) {
    this.#server = server;
    this.store = new NotebookStore(name);
    this.store.textChanged.add((cellId, change) => {
      if (cellId === "a") this.text = applied(this.text, change);
    });
    this.store.desynced.add(() => {
      throw new Error(`${name} lost step`);
    });
    this.connect();
    this.flush();
    this.text = this.visible;
  }

  get visible(): string {
    return this.store.view!.cells.find((cell) => cell.id === "a")!.source;
  }

  connect(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    const { place } = this.store;
    const send = (message: Parameters<LiveServer["take"]>[0]): void => {
      const push = this.#push;
      this.#toServer.push(() => this.#server.take(message, push));
    };
    send({
      type: "attach",
      protocol: 1,
      windowId: "w",
      user: { name: "Ana", color: "#000000" },
      ...(place && { since: place }),
    });
    this.#ready = () => this.store.connected({ send });
  }
  #ready: (() => void) | undefined;

  /** What was on its way is lost, in both directions. */
  cut(): void {
    this.#isOpen = false;
    this.#ready = undefined;
    this.#server.leave(this.#push);
    this.#push = (message) => this.#toPage.push(message);
    this.#toServer = [];
    this.#toPage = [];
    this.store.disconnected();
  }

  type(at: number, remove: number, insert: string): void {
    const length = this.text.length;
    const start = Math.min(at, length);
    const deleted = Math.min(remove, length - start);
    const edit = ChangeSet.of({ from: start, to: start + deleted, insert }, length);
    const change = edit.toJSON() as TextChange;
    this.text = applied(this.text, change);
    this.store.edit("a", change);
  }

  deliverOne(): void {
    this.#toServer.shift()?.();
  }

  receiveOne(): void {
    const message = this.#toPage.shift();
    if (!message) return;
    this.store.receive(message);
    if (message.type !== "volatile" || !this.#ready) return;
    this.#ready();
    this.#ready = undefined;
  }

  flush(): boolean {
    const isBusy = this.#toServer.length + this.#toPage.length > 0;
    while (this.#toServer.length > 0) this.deliverOne();
    while (this.#toPage.length > 0) this.receiveOne();
    return isBusy;
  }
}

function applied(text: string, change: TextChange): string {
  let position = 0;
  let result = "";
  for (const section of change) {
    const kept = typeof section === "number" ? section : 0;
    result += text.slice(position, position + kept);
    position += kept;
    if (typeof section === "number") continue;
    result += section.slice(1).join("\n");
    position += section[0];
  }
  assertEqual(position, text.length, "length of the changed text");
  return result;
}

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("type" as const),
      at: fc.nat(30),
      remove: fc.nat(3),
      insert: fc.string({ maxLength: 3, unit: fc.constantFrom("x", "y", "\n", "é", "𝒳") }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("deliver" as const) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("receive" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cut" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("connect" as const) }) },
);
const plan = fc.array(fc.tuple(fc.nat(2), step), { maxLength: 60 });

function settle(pages: readonly Page[]): void {
  for (const page of pages) page.connect();
  for (let round = 0; round < 100; round++) {
    const busy = pages.map((page) => page.flush());
    if (!busy.includes(true)) return;
  }
  throw new Error("The pages never came to rest");
}

function play(
  steps: readonly (readonly [number, typeof step extends fc.Arbitrary<infer S> ? S : never])[],
  pages: readonly Page[],
): void {
  for (const [who, what] of steps) {
    const page = pages[who]!;
    switch (what.kind) {
      case "type":
        page.type(what.at, what.remove, what.insert);
        break;
      case "deliver":
        page.deliverOne();
        break;
      case "receive":
        page.receiveOne();
        break;
      case "cut":
        page.cut();
        break;
      case "connect":
        page.connect();
        break;
      default:
        what satisfies never;
    }
    assertEqual(page.visible, page.text, "what the editor and the store show");
  }
}

describe("typing of several people in one cell", () => {
  it("converges to the server's text, whatever the network delays or loses", () => {
    fc.assert(
      fc.property(plan, (steps) => {
        const server = new LiveServer([codeCell("a", "const x = 1;"), codeCell("b", "")]);
        const pages = ["p0", "p1", "p2"].map((name) => new Page(server, name));
        play(steps, pages);
        settle(pages);
        const text = server.state.cells[0]!.source;
        for (const page of pages) {
          assertEqual(page.text, text, "text of the page");
          assertEqual(page.visible, text, "text of the store");
          assert(!page.store.hasUnconfirmed, "Everything typed is confirmed");
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("loses no keystroke when everybody only inserts", () => {
    const inserts = plan.map((steps) =>
      steps.map(([who, what], i) =>
        what.kind === "type"
          ? ([who, { ...what, remove: 0, insert: `<${i}>` }] as const)
          : ([who, what] as const),
      ),
    );
    fc.assert(
      fc.property(inserts, (steps) => {
        const server = new LiveServer([codeCell("a", "")]);
        const pages = ["p0", "p1", "p2"].map((name) => new Page(server, name));
        play(steps, pages);
        settle(pages);
        const typed = steps
          .filter(([, what]) => what.kind === "type")
          .map(([, what]) => (what.kind === "type" ? what.insert.length : 0));
        assertEqual(
          server.state.cells[0]!.source.length,
          typed.reduce((a, b) => a + b, 0),
          "length",
        );
      }),
      { numRuns: 500 },
    );
  });

  it("takes up what was typed when the server opened the notebook anew", () => {
    fc.assert(
      fc.property(plan, plan, (before, after) => {
        const server = new LiveServer([codeCell("a", "const x = 1;")]);
        const pages = ["p0", "p1", "p2"].map((name) => new Page(server, name));
        play(before, pages);
        server.reopen();
        for (const page of pages) page.cut();
        play(after, pages);
        settle(pages);
        for (const page of pages) assertEqual(page.text, server.state.cells[0]!.source, "text");
      }),
      { numRuns: 500 },
    );
  });
});
