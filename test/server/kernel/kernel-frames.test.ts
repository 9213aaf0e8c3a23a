import { describe, expect, test } from "vitest";
import {
  FRAME_CHUNK,
  FRAME_JSON,
  type Frame,
  makeMessage,
} from "../../../kernels/protocol/index.ts";
import {
  helloOf,
  readControlFrame,
  readDataFrame,
  UnreadableFrame,
} from "../../../server/kernel/kernel-frames.ts";

const message = makeMessage({ session: "s", username: "u" }, "iopub", "stream", {
  name: "stdout",
  text: "é😀",
});
const frame = (payload: Uint8Array | string, kind = FRAME_JSON): Frame => ({
  kind,
  execution: 1,
  n: 0,
  payload: typeof payload === "string" ? Buffer.from(payload) : payload,
});
const json = (value: unknown): Frame => frame(JSON.stringify(value));
const chunk = (bytes: number): Frame => frame(Buffer.alloc(32 + bytes, 0xab), FRAME_CHUNK);

const GARBAGE: Readonly<Record<string, Frame>> = {
  nothing: frame(""),
  "half a message": frame(JSON.stringify(message).slice(0, -5)),
  "two messages": frame(JSON.stringify(message).repeat(2)),
  null: frame("null"),
  "a list": frame("[]"),
  "a text": frame('"hello"'),
  "a message on no channel": json({ ...message, channel: "__proto__" }),
  "a message without a parent": json({ ...message, parent_header: null }),
  "a stream to nowhere": json({ ...message, content: { name: "stdin", text: "" } }),
  "an end without a signal": json({
    ...message,
    header: { ...message.header, msg_type: "holdfast_ending" },
    content: { signal: 9 },
  }),
  "buffers, which nobody sends": frame("{}"),
  "a kind that there is not": frame("{}", 255),
};

describe("a frame of a kernel's data socket", () => {
  test("is a message, with every character of it", () => {
    expect(readDataFrame(json(message))).toEqual({ kind: "message", message });
  });

  test("is a chunk with its hash, also of no bytes, up to 256 KiB", () => {
    for (const bytes of [0, 1, 256 * 1024]) {
      const read = readDataFrame(chunk(bytes));
      expect(read).toMatchObject({ kind: "chunk", hash: "ab".repeat(32) });
      expect((read as { bytes: Uint8Array }).bytes.length).toBe(bytes);
    }
  });

  test.each([
    ["larger", chunk(256 * 1024 + 1)],
    ["shorter than its hash", frame(Buffer.alloc(31), FRAME_CHUNK)],
  ])("is no chunk when it is %s", (_, odd) => {
    expect(() => readDataFrame(odd)).toThrow(UnreadableFrame);
  });

  test.each(Object.keys(GARBAGE))("is refused when it is %s, and no hello", (what) => {
    expect(() => readDataFrame(GARBAGE[what]!)).toThrow(UnreadableFrame);
    expect(() => readControlFrame(GARBAGE[what]!)).toThrow(UnreadableFrame);
    expect(helloOf(GARBAGE[what]!)).toBeUndefined();
  });
});
