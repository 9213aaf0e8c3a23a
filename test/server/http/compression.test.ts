import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { chooseEncoding } from "../../../server/http/static/compression.ts";
import { StaticFiles } from "../../../server/http/static/static-files.ts";
import { tempFolder } from "../temp-folder.ts";
import { startServer, TOKEN } from "./start-server.ts";

const script = `export const lines = [${"'a line of text',\n".repeat(500)}];\n`;

async function serve() {
  const folder = await tempFolder();
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "index.html"), "<title>holdfast</title>");
  await writeFile(join(folder, "assets", "app-1.js"), script);
  await writeFile(join(folder, "assets", "tiny-1.js"), "export {};");
  await writeFile(join(folder, "assets", "font-1.woff2"), "x".repeat(5000));
  return startServer({ services: { staticFiles: await StaticFiles.list(folder) } });
}

async function get(port: number, path: string, accepted: string) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { Authorization: `token ${TOKEN}`, "Accept-Encoding": accepted },
  });
  return {
    encoding: response.headers.get("content-encoding"),
    vary: response.headers.get("vary"),
    text: await response.text(), // fetch unpacks it
    length: Number(response.headers.get("content-length")),
  };
}

describe("a file of the client", () => {
  test.each([
    ["br, gzip", "br"],
    ["gzip, deflate", "gzip"],
    ["identity", null],
    ["br;q=0, gzip;q=0", null],
  ])("for a client that accepts %s comes as %s", async (accepted, encoding) => {
    const { port } = await serve();
    for (let i = 0; i < 2; i++) {
      const answer = await get(port, "/assets/app-1.js", accepted);
      expect(answer).toMatchObject({ encoding, vary: "Accept-Encoding", text: script });
    }
  });

  test.each(["/", "/assets/tiny-1.js", "/assets/font-1.woff2"])(
    "that does not get smaller comes as it is: %s",
    async (path) => {
      const { port } = await serve();
      expect(await get(port, path, "br, gzip")).toMatchObject({ encoding: null, vary: null });
    },
  );

  test("gets much smaller", async () => {
    const server = await serve();
    for (const [name, unpack] of [
      ["br", brotliDecompressSync],
      ["gzip", gunzipSync],
    ] as const) {
      const headers = { "accept-encoding": name };
      const { bytes } = await server.send("/assets/app-1.js", { token: true, headers });
      expect(bytes.length).toBeLessThan(script.length / 10);
      expect(unpack(bytes).toString()).toBe(script);
    }
  });
});

describe("chooseEncoding", () => {
  test.each([
    [undefined, undefined],
    ["", undefined],
    ["*", undefined],
    ["gzip;q=0.5, BR;q=0.1", "br"],
    ["deflate, gzip ; q=1.0", "gzip"],
    ["gzip;q=0", undefined],
    ["zstd", undefined],
  ])("%j gives %s", (accepted, encoding) => {
    expect(chooseEncoding(accepted)).toBe(encoding);
  });
});
