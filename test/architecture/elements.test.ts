import { describe, expect, test } from "vitest";
import { importsOf, readText, sourceFiles, targetOf } from "./house.ts";

const CLIENT = sourceFiles().filter((path) => path.startsWith("client/"));
/** What draws: elements, and the pieces of templates beside them. */
const ELEMENTS = CLIENT.filter((path) => path.startsWith("client/elements/"));
/** The controller, and what it hears. */
const WATCHING = ["client/elements/watch.ts", "client/elements/sources.ts"];
const EVENTS = "client/elements/events.ts";

type Read = (path: string) => string;

/** Lines of code that a pattern finds, with their places; what a comment says is none. */
function found(pattern: RegExp, paths: readonly string[], read: Read = readText): string[] {
  const all = new RegExp(pattern, `${pattern.flags.replace("g", "")}g`);
  return paths.flatMap((path) => {
    const code = read(path).replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, (note) =>
      note.replaceAll(/[^\n]/g, " "),
    );
    return [...code.matchAll(all)].map(
      (match) => `${path}:${code.slice(0, match.index).split("\n").length}: ${match[0].trim()}`,
    );
  });
}

/** Modules that speak with the server: they call fetch, or the function that does, or open a socket. */
const REST = CLIENT.filter((path) => {
  const text = readText(path);
  const imported = [...text.matchAll(/import \{([^}]*)\} from "\.\/api\.ts"/g)];
  const calls = imported.some(([, names]) => /\bcall\b/.test(names!));
  return calls || /\bfetch\(|new (?:WebSocket|EventSource|XMLHttpRequest)\(/.test(text);
}).concat("client/store/requests.ts");

/** Imports of a module, those for types only left out: they are gone when it runs. */
function runningImports(path: string): string[] {
  const types = [...readText(path).matchAll(/import type [\s\S]*?from "([^"]+)"/g)];
  const typeNames = types.map(([, name]) => name!);
  return importsOf(path).filter((name) => name.startsWith(".") && !typeNames.includes(name));
}

describe("elements show and ask; others do", () => {
  test("the modules that speak with the server are known", () => {
    expect(REST).toEqual(
      expect.arrayContaining(
        ["api", "contents", "kept-calls", "left-calls", "lock-calls", "live-connection"].map(
          (name) => `client/store/${name}.ts`,
        ),
      ),
    );
    expect(ELEMENTS.length).toBeGreaterThan(35);
  });

  test("no element imports one of them", () => {
    const wrong = ELEMENTS.flatMap((path) =>
      runningImports(path)
        .map((name) => targetOf(path, name))
        // The locks of the whole server are heard, nothing is done with them.
        .filter((target) => REST.includes(target) && !target.endsWith("/server-events.ts"))
        .map((target) => `${path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test("no element calls the server, asks over the socket, or catches a refusal by hand", () => {
    const byHand = /\bfetch\(|\.requests\b|\.ask\(|\b(?:ApiError|RequestError|problemToast)\b/;
    expect(found(byHand, ELEMENTS)).toEqual([]);
  });

  test("what is refused becomes a message at one place", () => {
    const shows = found(/\bshow\(problemToast\(|\? problemToast\(/, CLIENT).map(
      (line) => line.split(":")[0],
    );
    expect([...new Set(shows)]).toEqual([
      "client/commands/attempt.ts",
      "client/session/notebook-session.ts",
    ]);
    const catches = found(/instanceof (?:ApiError|RequestError)/, CLIENT).map(
      (line) => line.split(":")[0],
    );
    expect(catches).toEqual(["client/commands/attempt.ts", "client/store/api.ts"]);
  });
});

describe("elements hear through the controller", () => {
  const names = CLIENT.flatMap((path) =>
    [...readText(path).matchAll(/(?:const |readonly )?(\w+) = new Listeners</g)].map(
      ([, name]) => name!,
    ),
  );
  const others = ELEMENTS.filter((path) => !WATCHING.includes(path));
  const subscribes = new RegExp(`\\b(?:${[...new Set(names)].join("|")})\\s*\\.add\\(`);
  const listens = /\b(?:document|window|prefersDark|\w*[mM]edia\w*)\s*\.addEventListener\(/;
  const ticks = /\bsetInterval\(/;

  test("what can be heard is known", () => {
    expect(new Set(names).size).toBeGreaterThan(7);
    expect(names).toEqual(expect.arrayContaining(["changed", "textChanged", "themeChanged"]));
  });

  test("no element subscribes, listens to the page, or starts a clock by hand", () => {
    const byHand = [subscribes, listens, ticks].flatMap((pattern) => found(pattern, others));
    expect(byHand).toEqual([]);
  });

  test("and the check sees each of them", () => {
    const code = `this.#forget = session.store.changed.add(() => {});
      themeChanged.add(f); store.textChanged
        .add(g); document.addEventListener("x", h); setInterval(i, 5);`;
    const seen = [subscribes, listens, ticks].flatMap((p) => found(p, ["a"], () => code));
    expect(seen).toHaveLength(5);
  });
});

describe("events go up, nothing is handed down to be called", () => {
  const map = /interface PageEvents \{([\s\S]*?)\n\}/.exec(readText(EVENTS))?.[1] ?? "";
  const declared = [...map.matchAll(/"(hf-[\w-]+)":/g)].map(([, name]) => name!);
  const others = ELEMENTS.filter((path) => path !== EVENTS);
  const namesIn = (pattern: RegExp): string[] => [
    ...new Set(others.flatMap((p) => [...readText(p).matchAll(pattern)].map(([, name]) => name!))),
  ];

  test("every event of the map is sent and heard, and no other", () => {
    expect(declared.length).toBeGreaterThan(5);
    expect(namesIn(/\bsend\(this, "([\w-]+)"/g).sort()).toEqual([...declared].sort());
    expect(namesIn(/(?:@|addEventListener\(")(hf-[\w-]+)/g).sort()).toEqual([...declared].sort());
    expect(found(/new CustomEvent\(|extends Event\b/, others)).toEqual([]);
  });

  test("no element takes a function of its parent", () => {
    const takes = /^ {2}declare \w+:[^;]*=>/m;
    const gives = /\s\.\w+=\$\{\s*(?:async\s*)?(?:\([^)]*\)|\w+)\s*=>/;
    expect([...found(takes, others), ...found(gives, others)]).toEqual([]);
    const code = `  declare open: (path: string) => void;\n <a .open=\${() => x} .done=\${(a) => b}>`;
    expect([...found(takes, ["a"], () => code), ...found(gives, ["a"], () => code)]).toHaveLength(
      3,
    );
  });
});
