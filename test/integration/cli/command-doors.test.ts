import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { CommandProcess, ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

const COMMAND = fileURLToPath(new URL("../../../server/cli/holdfast.mjs", import.meta.url));

let folder: ServedFolder;
let server: ServerProcess;

beforeAll(async () => {
  folder = await ServedFolder.make();
  server = await folder.serve();
});
afterAll(() => folder.remove());

interface Printed {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function ended(process: CommandProcess): Promise<Printed> {
  const { code } = await process.ended;
  return { code, out: process.stdout, err: process.stderr };
}
const command = (...argv: string[]): Promise<Printed> => ended(folder.command(...argv));

/** Every command that talks to the server of a folder. */
const TALKS = (root: string): string[][] => [
  ["status", root],
  ["status", "--json", root],
  ["runs", root],
  ["runs", "--json", root],
  ["cancel", "--all", "--folder", root],
  ["cancel", "nb.1", "--folder", root],
  ["resume", "0123", "--folder", root],
];

const noStack = /^ {4}at |node:internal|TypeError|undefined/m;

/** Somebody who has the port that server.json names. */
async function somebodyElse(answer: RequestListener): Promise<{ port: number; heard: string[] }> {
  const heard: string[] = [];
  const other = createServer((request, response) => {
    heard.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
    answer(request, response);
  });
  other.listen(0, "127.0.0.1");
  await once(other, "listening");
  onTestFinished(() => void other.close());
  return { port: (other.address() as AddressInfo).port, heard };
}

/** A state folder whose server.json names a port that somebody else has now. */
async function stale(port: number, facts: object = {}): Promise<ServedFolder> {
  const other = await ServedFolder.make();
  onTestFinished(() => other.remove());
  const known = JSON.parse(readFileSync(join(folder.state, "server.json"), "utf8")) as object;
  writeFileSync(join(other.state, "token"), "the-secret-token\n");
  const url = `http://127.0.0.1:${port}`;
  const text = JSON.stringify({ ...known, url, local: url, ...facts });
  writeFileSync(join(other.state, "server.json"), text);
  return other;
}

describe("S33: the token goes to its own server alone", () => {
  const ANSWERS: Record<string, RequestListener> = {
    "an empty object": (_, response) => response.end("{}"),
    "a page": (_, response) => response.end("<!doctype html><title>Router</title>"),
    "a wrong proof": (_, response) => response.end(JSON.stringify({ proof: "0".repeat(64) })),
    "what it was asked": (request, response) =>
      response.end(JSON.stringify({ proof: /nonce=(\w+)/.exec(request.url ?? "")?.[1] })),
    "401": (_, response) => response.writeHead(401).end("{}"),
    "404": (_, response) => response.writeHead(404).end(),
    "500 and no JSON": (_, response) => response.writeHead(500).end("oops"),
    "a way to somewhere else": (_, response) =>
      response.writeHead(302, { Location: "http://127.0.0.1:1/" }).end(),
    nothing: (request) => request.socket.destroy(),
    "more than it should": (_, response) => {
      response.write(`{"proof":"${"x".repeat(100_000)}`);
      response.end('"}');
    },
  };

  test.each(Object.keys(ANSWERS))(
    "one that answers with %s is not given it, in a sentence",
    async (what) => {
      const { port, heard } = await somebodyElse(ANSWERS[what]!);
      const other = await stale(port);
      // Each kind of answer for one command, and one kind for each command.
      const talks = TALKS(other.root);
      for (const argv of what === "a page" ? talks : talks.slice(0, 1)) {
        const { code, out, err } = await ended(other.command(...argv));
        expect([argv, code, out]).toEqual([argv, 2, ""]);
        expect(err).toMatch(/^holdfast: HF_SERVER_(NOT_RUNNING|ANSWER): /);
        expect(err).not.toMatch(noStack);
      }
      expect(heard.length).toBeGreaterThan(0);
      expect(heard.join("\n")).not.toMatch(/secret|authorization/i);
    },
  );

  test("one that passes the question on to the server of another port is not given it", async () => {
    const { port, heard } = await somebodyElse((request, response) => {
      void fetch(`${server.url}${request.url}`).then(async (answer) =>
        response.writeHead(answer.status).end(await answer.text()),
      );
    });
    const other = await stale(port);
    const { code, err } = await ended(other.command("status", other.root));
    expect([code, heard.length]).toEqual([2, 1]);
    expect(err).toMatch(/Something else answers/);
  });

  test("the number of a process that another one has now is not the server", async () => {
    const { port, heard } = await somebodyElse((_, response) => response.end("{}"));
    const other = await stale(port, { startTicks: 1 });
    expect((await ended(other.command("status", other.root))).err).toMatch(/HF_SERVER_NOT_RUNNING/);
    expect(heard).toEqual([]);
  });
});

describe("S33: only the holder of the store writes token and server.json", () => {
  test("a server that is refused leaves both, and its own token is unknown", async () => {
    const files = ["token", "server.json", "session-key"].map((name) => join(folder.state, name));
    const before = await Promise.all(files.map((file) => readFile(file, "utf8")));
    const second = await command(
      "serve",
      folder.root,
      "--no-open",
      "--port",
      "0",
      "--token",
      "another",
    );
    expect(second.code).toBe(2);
    expect(second.err).toMatch(/already serves this folder at http/);
    expect(second.err).not.toMatch(noStack);
    expect(await Promise.all(files.map((file) => readFile(file, "utf8")))).toEqual(before);
    expect((await command("status", folder.root)).code).toBe(0);
    for (const file of files) expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
});

describe("links", () => {
  test("status prints a new one each time, and each opens a page once", async () => {
    const links = await Promise.all(
      [1, 2].map(
        async () => /http\S+\?code=\S+/.exec((await command("status", folder.root)).out)![0],
      ),
    );
    expect(new Set([...links, server.link]).size).toBe(3);
    for (const link of [...links, server.link]) {
      expect(link).not.toContain(server.token);
      const open = await fetch(link, { headers: { Accept: "text/html" } });
      expect(open.status).toBe(200);
      expect(await open.text()).not.toContain(server.token);
      const again = await fetch(link, { headers: { Accept: "text/html" } });
      expect(again.status).toBe(401);
      expect(await again.text()).toMatch(/link was used.*holdfast status/s);
    }
  });

  test("what is printed and logged never has the token; --token says who can read it", async () => {
    expect(server.process.stdout + server.process.stderr).not.toContain(server.token);
    const other = await ServedFolder.make();
    onTestFinished(() => other.remove());
    const token = "a-token-of-my-own";
    const given = other.command("serve", other.root, "--no-open", "--port", "0", "--token", token);
    await given.printed(/\?code=/);
    expect(given.stderr).toMatch(/--token: everybody on this machine can read.*--token-file/);
    expect(given.stdout + given.stderr).not.toContain(token);
    given.child.kill("SIGTERM");
    expect((await given.ended).code).toBe(0);
    other.env = { HOLDFAST_TOKEN: token };
    const env = other.command("serve", other.root, "--no-open", "--port", "0");
    await env.printed(/\?code=/);
    expect(env.stderr).toBe("");
  });

  test("a host that others can reach needs a token that cannot be guessed, and says so", async () => {
    const other = await ServedFolder.make();
    onTestFinished(() => other.remove());
    const serve = (env: Record<string, string>) => {
      other.env = env;
      return other.command("serve", other.root, "--no-open", "--port", "0", "--host", "0.0.0.0");
    };
    for (const [env, code] of [
      [{}, "HF_TOKEN_REQUIRED"],
      [{ HOLDFAST_TOKEN: "secret" }, "HF_TOKEN_WEAK"],
    ] as const) {
      const refused = await ended(serve(env));
      expect([refused.code, refused.err]).toEqual([2, expect.stringContaining(code)]);
    }
    const strong = serve({ HOLDFAST_TOKEN: "0f2b9c47d1e86a35c4d07e9b12f6a853" });
    await strong.printed(/\?code=/);
    expect(strong.stderr).toMatch(/0\.0\.0\.0 can be reached from other machines/);
  });
});

describe("what the system refuses is said in a sentence", () => {
  /** Runs the command through a shell that changes something first. */
  async function inShell(script: string, ...argv: string[]): Promise<Printed> {
    const child = spawn(
      "sh",
      ["-c", `${script}; exec "$@"`, "sh", process.execPath, COMMAND, ...argv],
      {
        env: { ...process.env, NODE_OPTIONS: "", HOLDFAST_STATE: join(folder.state, "other") },
      },
    );
    let [out, err] = ["", ""];
    child.stdout.on("data", (piece) => {
      out += String(piece);
    });
    child.stderr.on("data", (piece) => {
      err += String(piece);
    });
    const timer = setTimeout(() => child.kill("SIGTERM"), 20_000);
    const [code] = (await once(child, "close")) as [number | null];
    clearTimeout(timer);
    return { code, out, err };
  }

  test("too few file descriptors", async () => {
    for (const limit of [24, 32, 64]) {
      const { code, err, out } = await inShell(
        `ulimit -n ${limit}`,
        "serve",
        folder.root,
        "--no-open",
      );
      if (out.includes("?code=")) continue; // enough of them after all: it served until it was stopped
      expect([limit, err]).not.toEqual([limit, ""]);
      expect(err).not.toMatch(noStack);
      expect([limit, code]).not.toEqual([limit, null]);
    }
  });

  test("a state folder that is a file, below a file, or on a file system that takes none", async () => {
    await folder.write("file", "");
    for (const state of [
      join(folder.root, "file"),
      join(folder.root, "file", "x"),
      "/proc/x",
      "/sys/x",
    ]) {
      const other = await ServedFolder.make();
      onTestFinished(() => other.remove());
      const process = new CommandProcess(["serve", other.root, "--no-open"], {
        HOLDFAST_STATE: state,
      });
      const { code, err } = await ended(process);
      expect([state, code, err]).toEqual([
        state,
        2,
        expect.stringContaining("HF_STATE_UNWRITABLE"),
      ]);
      expect(err).not.toMatch(noStack);
    }
  });

  test("a port that is in use, or not allowed, or none", async () => {
    const other = await ServedFolder.make();
    onTestFinished(() => other.remove());
    for (const port of [String(server.port), "70000", "x"]) {
      const { code, err } = await ended(
        other.command("serve", other.root, "--no-open", "--port", port),
      );
      expect([port, code]).toEqual([port, 2]);
      expect(err).not.toMatch(noStack);
    }
  });

  test("a reader of what is printed that leaves does not end the server", async () => {
    const other = await ServedFolder.make();
    onTestFinished(() => other.remove());
    const process = other.command("serve", other.root, "--no-open", "--port", "0");
    await process.printed(/\?code=/);
    process.child.stdout!.destroy();
    process.child.stderr!.destroy();
    process.child.kill("SIGTERM");
    expect((await process.ended).code).toBe(0);
  });
});
