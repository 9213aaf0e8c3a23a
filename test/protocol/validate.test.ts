import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkClientMessage,
  clientOperationFault,
  isExecutionMessage,
  type JupyterMessage,
  messageFault,
  parseJson,
} from "../../kernels/protocol/index.ts";

describe("clientOperationFault", () => {
  test.each([
    { type: "insert", cellId: "a", after: null, cellType: "raw", source: "x\ny" },
    { type: "delete", cellId: "a-_9" },
    { type: "restore", cellId: "a" },
    { type: "move", cellId: "a", after: "b" },
    { type: "setSource", cellId: "a", revision: 0, change: [[0, "x"]] },
    { type: "setType", cellId: "a", cellType: "markdown" },
    { type: "setMetadata", cellId: null, key: "k" },
    { type: "setMetadata", cellId: "a", key: "k", value: { deep: [1] } },
    { type: "run", cellIds: ["a"], sourceRevisions: [3], parameters: {}, priority: "urgent" },
    { type: "cancel" },
    { type: "clear", cellIds: [] },
    { type: "restart" },
    { type: "save" },
    { type: "resolveConflict", choice: "copy" },
  ])("accepts %j", (op) => {
    expect(clientOperationFault(op)).toBeUndefined();
  });

  test.each([
    [null, "the operation"],
    ["run", "the operation"],
    [{}, "op.type"],
    [{ type: "started", execId: "nb.1" }, "op.type"],
    [{ type: "constructor" }, "op.type"],
    [{ type: "__proto__" }, "op.type"],
    [{ type: "insert", cellId: "a", after: null, cellType: "sql", source: "" }, "op.cellType"],
    [{ type: "insert", cellId: "a", after: null, cellType: "code", source: "\r" }, "op.source"],
    [{ type: "insert", cellId: "a", cellType: "code", source: "" }, "op.after"],
    [{ type: "delete", cellId: "" }, "op.cellId"],
    [{ type: "delete", cellId: "a b" }, "op.cellId"],
    [{ type: "delete", cellId: "a".repeat(65) }, "op.cellId"],
    [{ type: "delete", cellId: "a\n" }, "op.cellId"],
    [{ type: "setSource", cellId: "a", revision: -1, change: [] }, "op.revision"],
    [{ type: "setSource", cellId: "a", revision: 0, change: [-1] }, "op.change"],
    [{ type: "setMetadata", cellId: "a", key: "" }, "op.key"],
    [{ type: "setMetadata", cellId: "a", key: "__proto__", value: {} }, "op.key"],
    [{ type: "run", cellIds: ["a"], sourceRevisions: [] }, "op.sourceRevisions"],
    [{ type: "run", cellIds: "a", sourceRevisions: [0] }, "op.cellIds"],
    [{ type: "run", cellIds: ["a"], sourceRevisions: [0], priority: "now" }, "op.priority"],
    [{ type: "run", cellIds: ["a"], sourceRevisions: [0], parameters: [] }, "op.parameters"],
    [{ type: "cancel", cellIds: [1] }, "op.cellIds"],
    [{ type: "save", force: true }, "op.force"],
    [{ type: "resolveConflict", choice: "both" }, "op.choice"],
  ])("refuses %j and names %s", (op, what) => {
    expect(clientOperationFault(op)).toMatchObject({
      what,
      got: expect.any(String) as string,
      expected: expect.any(String) as string,
    });
  });

  test("never throws, whatever it is given", () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (a, b) => {
        clientOperationFault(a);
        clientOperationFault({ type: "run", cellIds: a, sourceRevisions: b });
        clientOperationFault({ type: "setSource", cellId: "a", revision: 0, change: a });
      }),
    );
  });
});

describe("checkClientMessage", () => {
  const user = { name: "Ana", color: "#aabbcc" };
  const base = { epoch: 1, seq: 0 };

  test.each([
    { type: "attach", protocol: 1, windowId: "w", user },
    { type: "attach", protocol: 1, windowId: "w", user, since: base },
    { type: "operation", id: "w:1", op: { type: "save" } },
    { type: "request", id: "r", method: "complete", params: { code: "a.", cursor_pos: 2 } },
    { type: "request", id: "r", method: "variables", params: null },
  ])("accepts %j", (message) => {
    expect(checkClientMessage(message)).toEqual({ message });
  });

  test.each([
    [7, "the message"],
    [{ type: "snapshot" }, "type"],
    [{ type: "attach", protocol: 2, windowId: "w", user }, "protocol"],
    [{ type: "attach", protocol: 1, windowId: "", user }, "windowId"],
    [{ type: "attach", protocol: 1, windowId: "w", user: { name: "A", color: "red" } }, "user"],
    [{ type: "attach", protocol: 1, windowId: "w", user, since: { epoch: 1, seq: -1 } }, "since"],
    [{ type: "operation", id: "w", op: { type: "save" } }, "id"],
    [{ type: "operation", id: "w:01", op: { type: "save" } }, "id"],
    [{ type: "operation", id: "w:1", op: { type: "saved", seq: 1 } }, "op.type"],
    [{ type: "request", id: "r", method: "eval" }, "method"],
  ])("refuses %j and names %s", (value, what) => {
    expect(checkClientMessage(value)).toMatchObject({ fault: { what } });
  });

  test("tells the id that a refusal answers, and an old client by its protocol", () => {
    const operation = { type: "operation", id: "w:1", op: {} };
    expect(checkClientMessage(operation)).toMatchObject({ fault: { id: "w:1" } });
    expect(checkClientMessage({ type: "attach", protocol: 0 })).toMatchObject({
      fault: { version: true },
    });
  });

  test("never throws, whatever it is given", () => {
    const types = fc.constantFrom("attach", "operation", "request");
    fc.assert(
      fc.property(
        fc.anything(),
        types,
        fc.dictionary(fc.string(), fc.anything()),
        (a, type, rest) => {
          checkClientMessage(a);
          checkClientMessage({ ...rest, type });
        },
      ),
    );
  });
});

describe("messageFault", () => {
  const message = (msg_type: string, content: unknown, change: object = {}): unknown => ({
    channel: "iopub",
    header: { msg_id: "1", session: "s", username: "u", date: "d", msg_type, version: "5.3" },
    parent_header: {},
    metadata: {},
    content,
    ...change,
  });

  test.each([
    message("status", { execution_state: "idle" }),
    message("stream", { name: "stderr", text: "" }),
    message("execute_input", { code: "", execution_count: 1 }),
    message("display_data", { data: {}, metadata: {} }),
    message("update_display_data", { data: {}, metadata: {}, transient: { display_id: "d" } }),
    message("execute_result", { data: {}, metadata: {}, execution_count: 1 }),
    message("error", { ename: "", evalue: "", traceback: [] }),
    message("clear_output", { wait: true }),
    message("execute_reply", { status: "ok", execution_count: 1 }, { channel: "shell" }),
    message("comm_open", { anything: 1 }),
    message("constructor", {}),
  ])("accepts %j", (value) => {
    expect(messageFault(value)).toBeUndefined();
  });

  test.each([
    [[], "a message is an object, got an array of 0"],
    [message("status", {}, { channel: "x" }), 'channel is string "x"'],
    [message("status", {}, { header: null }), "header is null"],
    [message("status", {}, { header: { msg_id: 1 } }), "header.msg_id is number 1"],
    [message("status", "x"), 'content is string "x"'],
    [message("status", { execution_state: "sleepy" }), 'status.execution_state is string "sleepy"'],
    [message("stream", { name: "stdin", text: "" }), 'stream.name is string "stdin"'],
    [message("stream", { name: "stdout" }), "stream.text is nothing"],
    [
      message("error", { ename: "", evalue: "", traceback: [1] }),
      "error.traceback is an array of 1",
    ],
    [
      message("execute_result", { data: {}, metadata: {}, execution_count: 1.5 }),
      "execute_result.execution_count is number 1.5",
    ],
    [
      message("execute_reply", { status: "ok", execution_count: -1 }),
      "execute_reply.execution_count is number -1",
    ],
  ])("refuses %j: %s", (value, fault) => {
    expect(messageFault(value)).toBe(fault);
  });

  test("never throws, and only what the state folds is an execution message", () => {
    fc.assert(
      fc.property(fc.anything(), fc.string(), (a, type) => {
        messageFault(a);
        messageFault(message(type, a));
      }),
    );
    const is = (type: string): boolean => isExecutionMessage(message(type, {}) as JupyterMessage);
    expect([is("stream"), is("comm_open"), is("constructor")]).toEqual([true, false, false]);
  });
});

describe("parseJson", () => {
  test("parses what JSON.parse parses, up to a depth", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        fc.pre(!JSON.stringify(value).includes("__proto__"));
        expect(parseJson(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(parseJson('"[[[["', 1)).toBe("[[[[");
    expect(parseJson("[[[]]]", 3)).toEqual([[[]]]);
    expect(() => parseJson("[[[[]]]]", 3)).toThrow("JSON is nested deeper than 3 levels");
  });

  test("S20: refuses keys named __proto__, however they are written", () => {
    for (const key of ["__proto__", "\\u005f_proto__", "_\\u005Fproto__", "__pr\\u006fto__"])
      expect(() => parseJson(`{"a":[{"${key}":{}}]}`)).toThrow(SyntaxError);
    expect(parseJson('"__proto__"')).toBe("__proto__");
    expect(parseJson('{"a":"\\u005f"}')).toEqual({ a: "_" });
  });
});
