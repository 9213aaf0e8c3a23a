const MAX_ITEMS = 100;
const MAX_DEPTH = 2;
const MAX_LENGTH = 10_000;

/**
 * Shows any value on one line as a console shows it: `Map(1) { 1 => 2 }`, `Set(1) { 'a' }`, `{ a: [ 1, 2 ] }`, `/x/`, `Error: e`,
 * `[Function: f]`. Nothing of the value is run: a getter shows as `[Getter]`. What is deep, long or its own part is cut.
 */
export function consoleText(value: unknown): string {
  const text = typeof value === "string" ? value : show(value, 0, []);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}

function show(value: unknown, depth: number, above: readonly object[]): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "bigint") return depth === 0 ? String(value) : `${value}n`;
  if (typeof value === "symbol") return value.toString();
  if (Object.is(value, -0)) return "-0";
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    return String(value);
  if (above.includes(value)) return "[Circular]";
  try {
    return showObject(value, depth, [...above, value]);
  } catch {
    // A proxy whose traps throw, or a built-in whose methods were taken away.
    return typeof value === "function" ? "[Function]" : "[object]";
  }
}

function showObject(value: object, depth: number, above: readonly object[]): string {
  if (typeof value === "function") return functionText(value);
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof RegExp) return RegExp.prototype.toString.call(value);
  if (value instanceof Error) return Error.prototype.toString.call(value);
  const name = className(value);
  if (depth > MAX_DEPTH) return Array.isArray(value) ? "[Array]" : `[${name || "Object"}]`;
  const inner = (item: unknown) => show(item, depth + 1, above);
  if (Array.isArray(value)) {
    const head = name === "Array" ? "" : `${name}(${value.length}) `;
    return `${head}${listed(arrayItems(value, inner), value.length, "[", "]")}`;
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const array = value as unknown as ArrayLike<unknown>;
    const items = Array.from({ length: Math.min(array.length, MAX_ITEMS) }, (_, i) =>
      inner(array[i]),
    );
    return `${name}(${array.length}) ${listed(items, array.length, "[", "]")}`;
  }
  if (value instanceof Map) {
    const items = firstOf(value.entries()).map(([k, v]) => `${inner(k)} => ${inner(v)}`);
    return `${name}(${value.size}) ${listed(items, value.size, "{", "}")}`;
  }
  if (value instanceof Set) {
    const items = firstOf(value.values()).map(inner);
    return `${name}(${value.size}) ${listed(items, value.size, "{", "}")}`;
  }
  if (value instanceof String || value instanceof Number || value instanceof Boolean)
    return `[${name}: ${inner(value.valueOf())}]`;
  const keys = Object.keys(value);
  const items = keys.slice(0, MAX_ITEMS).map((key) => {
    const { get, value: held } = Object.getOwnPropertyDescriptor(value, key) ?? {};
    return `${keyText(key)}: ${get === undefined ? inner(held) : "[Getter]"}`;
  });
  const head =
    Object.getPrototypeOf(value) === null
      ? "[Object: null prototype] "
      : name === "Object"
        ? ""
        : `${name} `;
  return head + listed(items, keys.length, "{", "}");
}

function arrayItems(array: readonly unknown[], inner: (item: unknown) => string): string[] {
  const items: string[] = [];
  for (let i = 0; i < Math.min(array.length, MAX_ITEMS); i++)
    items.push(i in array ? inner(array[i]) : "<empty>");
  return items;
}

function firstOf<T>(values: Iterable<T>): T[] {
  const items: T[] = [];
  for (const value of values) {
    if (items.length === MAX_ITEMS) break;
    items.push(value);
  }
  return items;
}

function listed(items: readonly string[], total: number, open: string, close: string): string {
  const more = total - items.length;
  const all = more > 0 ? [...items, `... ${more} more ${more === 1 ? "item" : "items"}`] : items;
  return all.length === 0 ? `${open}${close}` : `${open} ${all.join(", ")} ${close}`;
}

function functionText(value: object): string {
  const { value: name } = Object.getOwnPropertyDescriptor(value, "name") ?? {};
  const label = typeof name === "string" && name !== "" ? name : "(anonymous)";
  const isClass = /^class\b/.test(Function.prototype.toString.call(value));
  if (isClass) return `[class ${label}]`;
  return label === "(anonymous)" ? "[Function (anonymous)]" : `[Function: ${label}]`;
}

function className(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (typeof prototype !== "object" || prototype === null) return "";
  const { value: maker } = Object.getOwnPropertyDescriptor(prototype, "constructor") ?? {};
  return typeof maker === "function" && typeof maker.name === "string" ? maker.name : "Object";
}

function quoted(text: string): string {
  const cut = text.length > MAX_LENGTH ? text.slice(0, MAX_LENGTH) : text;
  const body = JSON.stringify(cut).slice(1, -1).replaceAll('\\"', '"');
  return body.includes("'") && !body.includes('"')
    ? `"${body}"`
    : `'${body.replaceAll("'", "\\'")}'`;
}

function keyText(key: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? key : quoted(key);
}
