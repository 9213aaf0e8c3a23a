import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { mkdtemp, realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LiveClient } from "../fixtures/live-client.ts";
import { ServedFolder, type ServerProcess } from "../fixtures/server-process.ts";

const SECRET = "what-lies-outside-5a1c";
const ROUNDS = 20;

/** Swaps, again and again, a folder and a file of the served folder for links that lead out of it. */
const SWAPPER = `
const { renameSync, symlinkSync, unlinkSync } = require("node:fs");
const [root, outside] = process.argv.slice(1);
const attempt = (work) => { try { work(); } catch {} };
process.stdout.write("swaps\\n");
for (;;) for (const [name, target] of [["d", outside], ["f.txt", outside + "/f.txt"], ["d/in.txt", outside + "/in.txt"]]) {
  const [here, kept] = [root + "/" + name, root + "/kept-" + name.replace("/", "-")];
  attempt(() => renameSync(here, kept));
  attempt(() => symlinkSync(target, here));
  attempt(() => unlinkSync(here));
  attempt(() => renameSync(kept, here));
}`;

let folder: ServedFolder;
let outside: string;
let server: ServerProcess;
let swapper: ChildProcess;

beforeAll(async () => {
  folder = await ServedFolder.make();
  outside = await realpath(await mkdtemp(join(tmpdir(), "hf-outside-")));
  for (const [place, text] of [
    [join(folder.root, "d"), "inside"],
    [outside, SECRET],
  ] as const) {
    mkdirSync(place, { recursive: true });
    for (const name of ["a.txt", "in.txt", "f.txt"]) writeFileSync(join(place, name), text);
    for (let n = 0; n < ROUNDS; n++) {
      writeFileSync(join(place, `move-${n}.txt`), text);
      writeFileSync(join(place, `drop-${n}.txt`), text);
      await folder.notebook(`open-${n}.ipynb`, [`'${text}'`]);
      cpSync(join(folder.root, `open-${n}.ipynb`), join(place, `open-${n}.ipynb`));
      rmSync(join(folder.root, `open-${n}.ipynb`));
    }
  }
  // By their names it is seen that the folder outside was listed.
  writeFileSync(join(outside, `${SECRET}.txt`), SECRET);
  writeFileSync(join(folder.root, "f.txt"), "inside");
  server = await folder.serve();
  swapper = spawn(process.execPath, ["-e", SWAPPER, folder.root, outside]);
  await once(swapper.stdout!, "data");
});
afterAll(async () => {
  swapper.kill("SIGKILL");
  await folder.remove();
  rmSync(outside, { recursive: true, force: true });
});

const json = (method: string, body: object): RequestInit => ({
  method,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});
const put = (content: string): RequestInit =>
  json("PUT", { type: "file", format: "text", content });

/** All that can be asked of a name. */
const WAYS: readonly ((n: number) => readonly [string, RequestInit?])[] = [
  () => ["/files/d/a.txt"],
  () => ["/files/f.txt"],
  () => ["/files/d/in.txt"],
  () => ["/api/contents/d"],
  () => ["/api/contents/"],
  () => ["/api/contents/d/a.txt"],
  () => ["/api/contents/f.txt?hash=1"],
  (n) => [`/api/contents/d/open-${n}.ipynb`],
  (n) => ["/api/contents/d/a.txt", put(`over ${n}`)],
  (n) => ["/api/contents/f.txt", put(`over ${n}`)],
  (n) => [`/api/contents/d/new-${n}.txt`, put("new")],
  (n) => [`/api/contents/d/new-${n}.ipynb`, json("PUT", { type: "notebook" })],
  (n) => [`/api/contents/d/made-${n}`, json("PUT", { type: "directory" })],
  () => ["/api/contents/d", json("POST", { type: "notebook" })],
  () => ["/api/contents/d", json("POST", { type: "directory" })],
  () => ["/api/contents/", json("POST", { copy_from: "d/a.txt" })],
  () => ["/api/contents/d", json("POST", { copy_from: "f.txt" })],
  (n) => [`/api/contents/d/move-${n}.txt`, json("PATCH", { path: `d/moved-${n}.txt` })],
  (n) => [`/api/contents/d/moved-${n}.txt`, json("PATCH", { path: `moved-out-${n}.txt` })],
  (n) => [`/api/contents/d/drop-${n}.txt`, { method: "DELETE" }],
];

function treeOf(path: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(path, { recursive: true })
      .map(String)
      .toSorted()
      .map((name) => [
        name,
        lstatSync(join(path, name)).isFile() ? readFileSync(join(path, name), "utf8") : "",
      ]),
  );
}

/** Opens a notebook, types, saves; gives all that it was told, or nothing when it was not let in. */
async function work(n: number): Promise<string> {
  const client = await LiveClient.attach(server, `d/open-${n}.ipynb`).catch(() => undefined);
  if (!client) return "";
  await client.replace("c1", `'typed ${n}'`).catch(() => {});
  await client.operate({ type: "save" }).catch(() => {});
  await client.leave();
  return JSON.stringify(client.messages);
}

test("S9, S32: nothing outside is read or changed while folders and files are swapped for links between check and use", {
  timeout: 120_000,
}, async () => {
  const before = treeOf(outside);
  const told: string[] = [];
  const statuses = new Map<number, number>();
  for (let n = 0; n < ROUNDS; n++) {
    const answers = await Promise.all([
      work(n),
      ...WAYS.map(async (way) => {
        const response = await server.fetch(...way(n));
        statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
        return `${way(n)[0]} ${response.status} ${await response.text().catch(() => "")}`;
      }),
    ]);
    told.push(...answers);
  }
  expect(told.filter((text) => text.includes(SECRET)).map((text) => text.slice(0, 200))).toEqual(
    [],
  );
  expect(treeOf(outside)).toEqual(before);
  // Both kinds of answers came: the folder was there, and it was not.
  expect(statuses.get(200) ?? 0).toBeGreaterThan(0);
  expect([...statuses.keys()].filter((status) => status === 500)).toEqual([]);
  swapper.kill("SIGKILL");
  await once(swapper, "exit");
  // It may have been killed while the link stood there, and Node lists what a link leads to.
  const link = join(folder.root, "d");
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) unlinkSync(link);
  expect(Object.values(treeOf(folder.root)).filter((text) => text.includes(SECRET))).toEqual([]);
});
