import { createServer } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Cadence } from "../../../kernels/typescript/run/cadence.ts";
import { RunMemory } from "../../../kernels/typescript/run/run-state.ts";
import { fromChunks, toChunks } from "../../../kernels/typescript/state/chunks.ts";
import { decodeState, encodeState } from "../../../kernels/typescript/state/state-codec.ts";

function copy(value: unknown): unknown {
  return decodeState(encodeState(value, "r.state"));
}

describe("state", () => {
  test("of any plain values comes back equal", () => {
    const value = fc.anything({
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withBigInt: true,
    });
    fc.assert(
      fc.property(value, (given) => {
        expect(copy(given)).toEqual(structuredClone(given));
      }),
      { numRuns: 2_000 },
    );
  });

  test("of a map whose key cannot become text comes back, and is named when it cannot be saved", () => {
    const key = { toString: false };
    expect(copy(new Map([[key, new Set([1])]]))).toEqual(new Map([[key, new Set([1])]]));
    expect(() => encodeState(new Map([[key, () => 1]]), "r.state")).toThrow("r.state.get(…)");
  });

  test("keeps shared memory shared, views in their kind, and circles", () => {
    const shared = new Float64Array(new SharedArrayBuffer(16)).fill(1.5);
    const circle: { self?: unknown; view: DataView } = { view: new DataView(new ArrayBuffer(4)) };
    circle.self = circle;
    const back = copy({ shared, circle, part: new Uint8Array([1, 2, 3, 4]).subarray(1, 3) }) as {
      shared: Float64Array;
      circle: { self: unknown; view: DataView };
      part: Uint8Array;
    };
    expect(back.shared).toEqual(shared);
    expect(back.shared.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(back.circle.self).toBe(back.circle);
    expect(back.circle.view.byteLength).toBe(4);
    expect([...back.part]).toEqual([2, 3]);
  });

  test.each([
    [{ deep: [{ fn: () => 1 }] }, "r.state.deep[0].fn (function fn)"],
    [{ map: new Map([["k", Symbol("s")]]) }, 'r.state.map.get("k") (a symbol)'],
    [{ set: new Set([new (class Model {})()]) }, "r.state.set.values()[0] (Model)"],
    [{ db: createServer() }, "r.state.db (Server)"],
    [
      {
        get costly() {
          throw new Error("must not be called");
        },
      },
      "r.state.costly (a getter)",
    ],
  ])("that cannot be saved is refused with its path: %#", (value, path) => {
    expect(() => encodeState(value, "r.state")).toThrow(`HF_CHECKPOINT_UNSERIALISABLE: ${path}`);
  });
});

describe("chunks", () => {
  test("of any bytes come together again; equal pieces have equal names", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
        expect(new Uint8Array(fromChunks(toChunks(bytes)))).toEqual(bytes);
      }),
    );
    const large = new Uint8Array(600_000).fill(7);
    const before = toChunks(large);
    large[599_999] = 8;
    const after = toChunks(large);
    expect(before.map(({ hash }) => hash).slice(0, 2)).toEqual(
      after.map(({ hash }) => hash).slice(0, 2),
    );
    expect(before.at(-1)!.hash).not.toBe(after.at(-1)!.hash);
  });

  test("one that was changed is never taken", () => {
    const [chunk] = toChunks(new Uint8Array(100));
    const damaged = Uint8Array.from(chunk!.bytes);
    damaged[3]! ^= 1;
    expect(() => fromChunks([{ ...chunk!, bytes: damaged }])).toThrow("is damaged");
  });
});

describe("the memory of a run", () => {
  test("what a step changed is not in the copy of the step before", () => {
    const memory = new RunMemory({ n: 1 });
    memory.list("done").push("a");
    const boundary = memory.atBoundary(1);
    (memory.state as { n: number }).n = 2;
    memory.list("done").push("b");
    const encoded = memory.encode(boundary);
    const bytes = new Map(encoded.fresh.map(({ hash, bytes: own }) => [hash, own]));
    const back = new RunMemory({});
    back.restore(encoded, (hash) => bytes.get(hash)!);
    expect(back.state).toEqual({ n: 1 });
    expect(back.list("done")).toEqual(["a"]);
  });

  test("sends of a list only what is new, and gets all of it back", () => {
    const memory = new RunMemory({});
    const sent = new Map<string, Uint8Array>();
    let encoded = memory.encode(memory.atBoundary(0));
    for (let step = 1; step <= 4; step++) {
      memory.list("trees").push({ step, weights: new Float64Array(step) });
      encoded = memory.encode(memory.atBoundary(step));
      expect(encoded.appended).toHaveLength(1);
      for (const { hash, bytes } of encoded.fresh) sent.set(hash, bytes);
      memory.acknowledged(encoded);
    }
    const back = new RunMemory({});
    back.restore(encoded, (hash) => sent.get(hash)!);
    expect(back.list("trees")).toEqual(memory.list("trees"));
  });
});

describe("cadence", () => {
  test("is due after N steps, not more than once a second, and not for more than 0.5 % of the time", () => {
    let now = 0;
    const cadence = new Cadence(2, 0, () => now);
    expect(cadence.isDue(1)).toBe(false);
    now = 999;
    expect(cadence.isDue(2)).toBe(false);
    now = 1_000;
    expect(cadence.isDue(1)).toBe(false);
    expect(cadence.isDue(2)).toBe(true);
    cadence.saved(2, 20);
    now += 3_999;
    expect(cadence.isDue(4)).toBe(false);
    now += 1;
    expect(cadence.isDue(4)).toBe(true);
  });
});
