import { AnalysisError } from "../base/errors.ts";
import { type Frame, unknownColumn } from "./frame.ts";

/** Names that JavaScript itself, or who prints a value, asks of any object; a row has none of them. */
const asked = new Set(["then", "toJSON", "asymmetricMatch", "nodeType", "$$typeof"]);

/** Where Node asks an object how it wants to be printed. */
const inspected = Symbol.for("nodejs.util.inspect.custom");

/**
 * The prototype of a row. The columns are properties of the row itself, so this is only reached for other names: symbols, what every
 * object has (`toString`), what JavaScript asks by itself (`then`), and names that are misspelt, which are an error here.
 *
 * @param from whose rows they are
 * @param copy makes a plain object of the row, for who prints it
 */
export function rowPrototype(from: Frame, copy: () => object): object {
  return new Proxy(Object.create(null) as object, {
    get(_, name) {
      if (typeof name === "symbol") return name === inspected ? copy : undefined;
      if (Object.hasOwn(Object.prototype, name))
        return Reflect.get(Object.prototype, name) as unknown;
      if (asked.has(name)) return undefined;
      throw unknownColumn(from, name);
    },
    has: () => false,
    set(_, name) {
      throw readOnly(String(name));
    },
    defineProperty(_, name) {
      throw readOnly(String(name));
    },
  });
}

/** The error for whoever writes on a row. */
export function readOnly(column: string): AnalysisError {
  return new AnalysisError("HF_TABLE_ROW_READ_ONLY", {
    what: "cannot write on a row of a table",
    column,
    action: `Return the value instead: table.derive({ ${JSON.stringify(column)}: (row) => … }).`,
  });
}
