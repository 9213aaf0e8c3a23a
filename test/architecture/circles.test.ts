import { dirname, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { importsOf, readText, sourceFiles, targetOf } from "./house.ts";

/** Areas whose folders import each other in one direction only, types included. */
const AREAS = [
  "server",
  "client",
  "kernels/protocol",
  "kernels/source",
  "kernels/typescript",
  "kernels/analysis",
];

/** Which folder imports which, and by which file. */
function arrowsOf(area: string): Map<string, Map<string, string>> {
  const arrows = new Map<string, Map<string, string>>();
  for (const path of sourceFiles().filter((file) => file.startsWith(`${area}/`)))
    for (const name of importsOf(path)) {
      const target = name.startsWith(".") ? targetOf(path, name) : "";
      const [from, to] = [dirname(path), dirname(target)];
      if (from === to || !target.startsWith(`${area}/`)) continue;
      const targets = arrows.get(from) ?? new Map<string, string>();
      targets.set(to, `${path} imports ${target}`);
      arrows.set(from, targets);
    }
  return arrows;
}

/** The folders that can be reached from one, over any number of imports. */
function reached(
  arrows: ReadonlyMap<string, ReadonlyMap<string, string>>,
  from: string,
): Set<string> {
  const found = new Set<string>();
  const waiting = [from];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop())
    for (const to of arrows.get(folder)?.keys() ?? []) {
      if (found.has(to)) continue;
      found.add(to);
      waiting.push(to);
    }
  return found;
}

/** Every import that lies on a circle of folders. */
function circles(arrows: ReadonlyMap<string, ReadonlyMap<string, string>>): string[] {
  return [...arrows].flatMap(([from, targets]) =>
    [...targets].flatMap(([to, why]) => (reached(arrows, to).has(from) ? [why] : [])),
  );
}

describe("folders import each other in one direction", () => {
  test.each(AREAS)("in %s", (area) => {
    const arrows = arrowsOf(area);
    expect(circles(arrows)).toEqual([]);
  });

  test("and the check sees a circle, also a long one", () => {
    const arrows = new Map([
      ["a", new Map([["b", "a imports b"]])],
      ["b", new Map([["c", "b imports c"]])],
      ["c", new Map([["a", "c imports a"]])],
      ["d", new Map([["a", "d imports a"]])],
    ]);
    expect(circles(arrows)).toEqual(["a imports b", "b imports c", "c imports a"]);
    expect(arrowsOf("server").size).toBeGreaterThan(20);
  });
});

describe("the rooms of kernels/analysis", () => {
  const area = "kernels/analysis";
  const list = readText("docs/decisions/0023-rooms-of-analysis.md")
    .split("\n")
    .flatMap((line) => [...(/^\| (`[^|]*)\|/.exec(line)?.[1] ?? "").matchAll(/`([\w-]+)\/`/g)])
    .map(([, name]) => name!);
  /** The root has `index.ts` alone, which passes the names on. */
  const room = (folder: string) => relative(area, folder).split("/")[0] || "names";

  test("are all in the list of the decision, and no others", () => {
    const rooms = new Set(
      sourceFiles()
        .filter((path) => path.startsWith(`${area}/`))
        .map((path) => room(dirname(path))),
    );
    expect(list.toSorted()).toEqual([...rooms].sort());
  });

  test("import those before them", () => {
    const against = [...arrowsOf(area)].flatMap(([from, targets]) =>
      [...targets]
        .filter(([to]) => list.indexOf(room(to)) > list.indexOf(room(from)))
        .map(([, why]) => why),
    );
    expect(against).toEqual([]);
  });
});
