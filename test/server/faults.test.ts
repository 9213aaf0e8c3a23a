import { expect, test } from "vitest";
import { Listeners, owned } from "../../server/base/faults.ts";

test("what an owned callback throws or rejects with is told to its owner", async () => {
  const faults: unknown[] = [];
  const onFault = (error: unknown): void => void faults.push((error as Error).message);
  owned(onFault, () => {
    throw new Error("thrown");
  })();
  owned(onFault, async () => {
    await Promise.resolve();
    throw new Error("rejected");
  })();
  await new Promise((resolve) => setImmediate(resolve));
  expect(faults).toEqual(["thrown", "rejected"]);
});

test("a listener that fails keeps no other from its news, and one that has ended hears no more", () => {
  const faults: unknown[] = [];
  const heard: string[] = [];
  const listeners = new Listeners<[string]>((error) => faults.push(error));
  listeners.add(() => {
    throw new Error("fails");
  });
  const end = listeners.add((news) => heard.push(`first ${news}`));
  listeners.add((news) => heard.push(`second ${news}`));
  listeners.tell("a");
  end();
  listeners.tell("b");
  expect(heard).toEqual(["first a", "second a", "second b"]);
  expect(faults).toHaveLength(2);
});
