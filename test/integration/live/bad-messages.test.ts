import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { LiveClient } from "../fixtures/live-client.ts";
import { texts } from "../fixtures/notebook-driver.ts";
import { ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

let folder: ServedFolder;
let server: ServerProcess;

beforeAll(async () => {
  folder = await ServedFolder.make();
  await folder.notebook("a.ipynb", ["1 + 1"]);
  server = await folder.serve();
});
afterAll(() => folder.remove());
afterEach(async () => {
  const client = await LiveClient.attach(server, "a.ipynb");
  expect(texts(await client.run("c1"))).toEqual(["2"]);
  await client.leave();
});

describe("a message that is none", () => {
  test.each([
    ["of an unknown type", JSON.stringify({ type: "shout", id: "x:1" }), "type is wrong"],
    ["that is no JSON", "{", "the message is wrong"],
    ["that is a binary frame", Buffer.from([1, 2, 3]), "the message is wrong"],
    ["that is a list", "[]", "the message is wrong"],
    ["nested too deep", `${"[".repeat(5000)}${"]".repeat(5000)}`, "the message is wrong"],
    ["with an operation that is none", operation({ type: "explode" }), "op.type is wrong"],
    ["with a key too many", operation({ type: "save", now: true }), "op.now is wrong"],
  ])("%s is refused with HF_MESSAGE_INVALID", async (_, data, detail) => {
    const client = await LiveClient.attach(server, "a.ipynb");
    client.sendRaw(data);
    const refused = await client.told(({ type }) => type === "refused");
    expect(refused).toMatchObject({ problem: { code: "HF_MESSAGE_INVALID", detail } });
    await client.leave();
  });

  test.each(["attach", "operation", "request"])(
    "S20: of the type %s with a key __proto__, at its top or deep inside, is refused",
    async (type) => {
      const client = await LiveClient.attach(server, "a.ipynb");
      const bodies = ['"__proto__":{"type":"x"}', '"op":{"a":[{"\\u005f_proto__":1}]}'];
      for (const body of bodies) client.sendRaw(`{"type":"${type}","id":"x:1",${body}}`);
      await client.told(() => client.messages.filter((m) => m.type === "refused").length === 2);
      for (const message of client.messages.filter((m) => m.type === "refused"))
        expect(message).toMatchObject({ problem: { code: "HF_MESSAGE_INVALID" } });
      await client.leave();
    },
  );

  test("S20: of any shape ends no more than its socket", async () => {
    const names = [
      "type",
      "id",
      "op",
      "base",
      "since",
      "user",
      "windowId",
      "method",
      "params",
      "protocol",
    ];
    const values = fc.oneof(
      fc.constantFrom("attach", "operation", "request", "x:1", "input", "complete", "run"),
      fc.jsonValue({ maxDepth: 3 }),
    );
    const shapes = fc.oneof(
      fc.dictionary(fc.constantFrom(...names), values).map((value) => JSON.stringify(value)),
      fc.string({ unit: "binary", maxLength: 50 }),
    );
    for (const seed of [1, 2, 3, 4, 5]) {
      const client = await LiveClient.attach(server, "a.ipynb");
      for (const text of fc.sample(shapes, { numRuns: 150, seed })) client.sendRaw(text);
      // Something of it is refused; what else comes of it the next cell shows.
      client.sendRaw("{");
      await Promise.race([client.closed, client.told((m) => m.type === "refused")]);
      await client.leave();
    }
    expect(server.process.stderr).not.toMatch(/ error /);
  });

  test("before the attach closes the socket", async () => {
    const client = await LiveClient.connect(server, "a.ipynb");
    client.send({ type: "shout" });
    expect(await client.closed).toEqual({ code: 4400, reason: "HF_MESSAGE_INVALID" });
    expect(client.messages).toMatchObject([{ problem: { code: "HF_MESSAGE_INVALID" } }]);
  });
});

test("an operation before the attach is refused", async () => {
  const client = await LiveClient.connect(server, "a.ipynb");
  client.sendRaw(operation({ type: "save" }));
  expect(await client.told(({ type }) => type === "refused")).toMatchObject({
    id: "x:1",
    problem: { code: "HF_MESSAGE_INVALID", detail: "The first message must be attach" },
  });
});

test("another version of the protocol is refused with HF_PROTOCOL_VERSION", async () => {
  const client = await LiveClient.connect(server, "a.ipynb");
  const user = { name: "Ana", color: "#336699" };
  client.send({ type: "attach", protocol: 2, windowId: "w", user });
  expect(await client.closed).toEqual({ code: 4400, reason: "HF_PROTOCOL_VERSION" });
  expect(client.messages).toMatchObject([
    { problem: { code: "HF_PROTOCOL_VERSION", got: "number 2", expected: "1" } },
  ]);
});

test("a message of 20 MB closes its socket", async () => {
  const client = await LiveClient.attach(server, "a.ipynb");
  client.sendRaw(
    operation({ type: "setMetadata", cellId: null, key: "k", value: "x".repeat(20e6) }),
  );
  expect((await client.closed).code).toBe(1009);
});

test("a thousand messages at once close their socket, the others go on", async () => {
  const [loud, quiet] = await Promise.all([
    LiveClient.attach(server, "a.ipynb"),
    LiveClient.attach(server, "a.ipynb"),
  ]);
  for (let i = 0; i < 1000; i++) loud.sendRaw("{}");
  expect(await loud.closed).toEqual({ code: 4429, reason: "more than 200 messages a second" });
  expect(texts(await quiet.run("c1"))).toEqual(["2"]);
});

describe("a notebook that cannot be opened", () => {
  test.each([
    ["missing.ipynb", "HF_FILE_NOT_FOUND", 4404],
    ["../../etc/passwd", "HF_PATH_INVALID", 4409],
    ["broken.ipynb", "HF_NOTEBOOK_INVALID", 4409],
    ["future.ipynb", "HF_NOTEBOOK_VERSION", 4409],
  ])("%s is refused with %s", async (path, code, closeCode) => {
    await folder.write("broken.ipynb", '{ "cells": [');
    await folder.write(
      "future.ipynb",
      '{"worksheets":[],"metadata":{},"nbformat":9,"nbformat_minor":0}',
    );
    const client = await LiveClient.connect(server, path);
    expect(await client.closed).toEqual({ code: closeCode, reason: code });
    expect(client.messages).toMatchObject([{ type: "refused", problem: { code } }]);
  });

  test("can be opened once it has been mended", async () => {
    await folder.write("mended.ipynb", "no JSON");
    const early = await LiveClient.connect(server, "mended.ipynb");
    expect((await early.closed).reason).toBe("HF_NOTEBOOK_INVALID");
    await folder.notebook("mended.ipynb", ["'mended'"]);
    const client = await LiveClient.attach(server, "mended.ipynb");
    expect(texts(await client.run("c1"))).toEqual(["'mended'"]);
  });
});

function operation(op: object): string {
  return JSON.stringify({ type: "operation", id: "x:1", op });
}
