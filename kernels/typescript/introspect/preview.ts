import { types } from "node:util";
import { className } from "./class-name.ts";
import { isClass } from "./is-class.ts";
import { ownProperty, ownValue } from "./own-property.ts";
import { shapeOf } from "./sizes.ts";

const MAX_ITEMS = 5;
const MAX_TEXT = 60;
const MAX_PREVIEW = 120;
const isoText = Date.prototype.toISOString;
const timeOf = Date.prototype.getTime;
const mapEntries = Map.prototype.entries;
const setValues = Set.prototype.values;
const sourceOf = RegExp.prototype.toString;

/** One line about a value, without running anything of it: getters are shown as `…`. */
export function previewOf(value: unknown, depth = 2): string {
  const text = textOf(value, depth);
  return text.length > MAX_PREVIEW ? `${text.slice(0, MAX_PREVIEW - 1)}…` : text;
}

function textOf(value: unknown, depth: number): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value);
    case "bigint":
      return `${value}n`;
    case "symbol":
      return `Symbol(${value.description ?? ""})`;
    case "function":
      return functionText(value);
    case "object":
      return value === null ? "null" : objectText(value, depth);
    default:
      return Object.is(value, -0) ? "-0" : `${value as number | boolean | undefined}`;
  }
}

/** The names of a table's columns. */
function columnNames(value: object): string | undefined {
  const columns = ownValue(value, "columns");
  if (!Array.isArray(columns) || types.isProxy(columns) || columns.length === 0) return undefined;
  const names = Array.from({ length: Math.min(columns.length, 20) }, (_, i) => {
    const column = ownValue(columns, String(i));
    const name =
      typeof column === "object" && column !== null ? ownValue(column, "name") : undefined;
    return typeof name === "string" ? name : undefined;
  });
  return names.every((name) => name !== undefined) ? names.join(", ") : undefined;
}

function functionText(value: object): string {
  if (types.isProxy(value)) return "Proxy";
  const name: unknown = Object.getOwnPropertyDescriptor(value, "name")?.value;
  const shown = typeof name === "string" && name !== "" ? name : "(anonymous)";
  return isClass(value) ? `class ${shown}` : `${shown}()`;
}

function objectText(value: object, depth: number): string {
  if (types.isProxy(value)) return "Proxy";
  if (types.isDate(value))
    return Number.isNaN(timeOf.call(value)) ? "Invalid Date" : isoText.call(value);
  if (types.isRegExp(value)) return regexText(value);
  if (types.isPromise(value)) return "Promise";
  const name = className(value);
  const shape = shapeOf(value);
  const label = shape ? `${name}(${shape.join(" × ")})` : name;
  if (types.isNativeError(value)) return `${name}: ${messageOf(value)}`;
  if (depth === 0) return label;
  const columns = columnNames(value);
  if (columns) return `${label} ${columns}`;
  const items = (all: Iterable<string>, [open, close]: string): string => {
    const shown: string[] = [];
    for (const item of all) {
      if (shown.length === MAX_ITEMS) {
        shown.push("…");
        break;
      }
      shown.push(item);
    }
    const inside = shown.join(", ");
    return open === "[" ? `[${inside}${close}` : inside === "" ? "{}" : `{ ${inside} ${close}`;
  };
  if (Array.isArray(value)) return items(arrayItems(value, value.length, depth), "[]");
  if (types.isTypedArray(value))
    return `${label} ${items(arrayItems(value, shape![0]!, depth), "[]")}`;
  if (types.isMap(value)) return `${label} ${items(mapItems(value, depth), "{}")}`;
  if (types.isSet(value)) return `${label} ${items(setItems(value, depth), "{}")}`;
  const text = items(objectItems(value, depth), "{}");
  return name === "Object" ? text : `${label} ${text}`;
}

function* arrayItems(value: object, length: number, depth: number): Generator<string> {
  for (let i = 0; i < length; i++) yield propertyText(value, String(i), depth);
}

function* mapItems(value: Map<unknown, unknown>, depth: number): Generator<string> {
  for (const [key, item] of mapEntries.call(value))
    yield `${textOf(key, depth - 1)} => ${textOf(item, depth - 1)}`;
}

function* setItems(value: Set<unknown>, depth: number): Generator<string> {
  for (const item of setValues.call(value)) yield textOf(item, depth - 1);
}

function* objectItems(value: object, depth: number): Generator<string> {
  // Not `for in`: it asks the prototypes, too, and one of them may be a proxy.
  for (const name of Object.keys(value)) yield `${name}: ${propertyText(value, name, depth)}`;
}

function propertyText(owner: object, name: string, depth: number): string {
  const property = ownProperty(owner, name);
  if (!property) return "empty";
  return "value" in property ? textOf(property.value, depth - 1) : "…";
}

/** The text of an expression, unless it or its class has more than those of the language: that may be a getter. */
function regexText(value: RegExp): string {
  const isPlain =
    Object.getPrototypeOf(value) === RegExp.prototype &&
    Object.getOwnPropertyNames(value).every((name) => name === "lastIndex");
  return isPlain ? sourceOf.call(value) : "RegExp";
}

/** The message of an error as it stands; what is no text would run code to become one. */
function messageOf(error: object): string {
  const message = ownValue(error, "message");
  return typeof message === "string" ? message : "";
}
