import { expect, test } from "vitest";
import type { WebSocket } from "ws";
import type { ServerMessage } from "../../../kernels/protocol/index.ts";
import { Outbox } from "../../../server/live/outbox.ts";

const FULL = 9 * 1024 * 1024;

/** A tab that takes nothing until it is told to. */
class SlowTab {
  readonly OPEN = 1;
  readonly readyState = 1;
  bufferedAmount = 0;
  readonly got: string[] = [];
  #told: () => void = () => {};
  readonly more = new Promise<void>((resolve) => {
    this.#told = resolve;
  });

  send(data: string | Buffer): void {
    if (Buffer.isBuffer(data)) {
      this.got.push("snapshot");
      this.bufferedAmount = FULL;
      return;
    }
    this.got.push(data);
    this.#told();
  }
}

test("the lock, a question and why it is not saved come behind a snapshot of more than 8 MiB, each as it is by then", async () => {
  const tab = new SlowTab();
  let question = "the first";
  const newest = (): ServerMessage => ({
    type: "volatile",
    question: { prompt: question } as never,
    unsaved: null,
  });
  const outbox = new Outbox(
    tab as unknown as WebSocket,
    () => ({ seq: 1, bytes: Buffer.alloc(1) }),
    newest,
  );
  outbox.begin(undefined, undefined);
  outbox.send(newest());
  expect(tab.got).toEqual(["snapshot"]);
  question = "the second";
  outbox.send(newest());
  tab.bufferedAmount = 0;
  outbox.send({ type: "volatile", presence: [] }); // what is part of it is not told before it
  await tab.more;
  expect(tab.got).toEqual(["snapshot", JSON.stringify(newest())]);
  outbox.close();
});
