import { parse } from "acorn";
import { transformSync } from "oxc-transform";

/** A cell may take its time, as cells do, but not so long, in ms. */
const LONG_IN_CELL_MS = 100;

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** A wait for a time in the text of a cell: `setTimeout(done, 300)`, or a loop until a time has passed. */
const IN_CELL = /(?:setTimeout\(\s*\w+,|\b(?:Date|performance)\.now\(\) \+)\s*([\d_]+)/g;

/**
 * The places at which a test, or a cell of it, waits for a time: `new Promise((done) => setTimeout(done, …))`, and what is like it. A loop
 * that looks again and again at a condition is none; nor is a timer that ends something that took too long.
 */
export function sleepsOf(path: string, source: string): string[] {
  const { code, errors } = transformSync(path, source, {
    typescript: { onlyRemoveTypeImports: true },
  });
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const found: string[] = [];
  visit(parse(code, { ecmaVersion: "latest", sourceType: "module" }) as unknown as Node, []);
  return found;

  function visit(node: Node, above: readonly Node[]): void {
    const isSleep = isTimer(node) || isNamedSleep(node);
    if (isSleep && !above.some((parent) => looksAgain(parent, code)))
      found.push(code.slice(node.start, node.end));
    for (const [wait, ms] of textOf(node).matchAll(IN_CELL))
      if (Number(ms!.replaceAll("_", "")) >= LONG_IN_CELL_MS) found.push(wait);
    for (const child of childrenOf(node)) visit(child, [...above, node]);
  }
}

/** `setTimeout(done, …)`: it does nothing but to go on. */
function isTimer({ type, callee, arguments: given }: Node): boolean {
  const [first] = (given ?? []) as readonly Node[];
  return (
    type === "CallExpression" &&
    (callee as Node).name === "setTimeout" &&
    first?.type === "Identifier"
  );
}

function isNamedSleep({ type, callee, source }: Node): boolean {
  const called = callee as Node | undefined;
  const name = (called?.property as Node | undefined)?.name ?? called?.name;
  if (type === "CallExpression") return name === "waitForTimeout" || name === "sleep";
  return type === "ImportDeclaration" && /timers\/promises$/.test(String((source as Node).value));
}

/** A loop whose condition asks something, and does not only count. */
function looksAgain({ type, test }: Node, code: string): boolean {
  if (!/^(?:While|DoWhile|For)Statement$/.test(type) || !test) return false;
  const { start, end } = test as Node;
  return /\(/.test(code.slice(start, end));
}

function textOf({ type, value }: Node): string {
  if (type === "Literal" && typeof value === "string") return value;
  return type === "TemplateElement" ? String((value as { raw: unknown }).raw) : "";
}

function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flat()
    .filter((each): each is Node => typeof (each as Node | null)?.type === "string");
}
