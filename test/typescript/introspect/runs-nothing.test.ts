import { beforeEach, describe, expect, test } from "vitest";
import { BuiltinDocs } from "../../../kernels/typescript/introspect/builtin-docs.ts";
import { className, kindName } from "../../../kernels/typescript/introspect/class-name.ts";
import { complete } from "../../../kernels/typescript/introspect/complete.ts";
import { inspectAt } from "../../../kernels/typescript/introspect/inspect.ts";
import { isClass } from "../../../kernels/typescript/introspect/is-class.ts";
import { listVariables } from "../../../kernels/typescript/introspect/list-variables.ts";
import { Names } from "../../../kernels/typescript/introspect/names.ts";
import { previewOf } from "../../../kernels/typescript/introspect/preview.ts";
import { memberOf, membersOf } from "../../../kernels/typescript/introspect/read-members.ts";
import { bytesOf, shapeOf } from "../../../kernels/typescript/introspect/sizes.ts";
import { Variables } from "../../../kernels/typescript/runtime/variables.ts";
import { HOSTILE, ran } from "../hostile-values.ts";

/** A kernel's variables, of which one is `odd`, alone and within others. */
function variablesWith(value: unknown): Variables {
  const variables = new Variables();
  const held = { odd: value, list: [value, value], box: { inner: value, 0: value } };
  const names = Object.keys(held);
  variables.declare(
    names.map((name, index) => ({ name, kind: "const", index })),
    names.length,
    () => false,
  );
  for (const [name, each] of Object.entries(held)) variables.holder(name).v = each;
  return variables;
}

const sourcesOf = (value: unknown) => {
  const variables = variablesWith(value);
  const names = new Names(variables, {});
  return { names, docs: new BuiltinDocs(), sourceOf: () => undefined };
};
const caretAfter = (code: string, value: unknown) =>
  complete(code, code.length, sourcesOf(value).names, "/");

/** Every way in which the kernel looks at a value while no cell runs, when nothing can stop what it runs. */
const READERS: Readonly<Record<string, (value: unknown) => unknown>> = {
  previewOf: (value) => previewOf(value),
  kindName: (value) => kindName(value),
  className: (value) => (typeof value === "object" ? className(value as object) : ""),
  isClass: (value) => typeof value === "function" && isClass(value),
  shapeOf: (value) => shapeOf(value),
  bytesOf: (value) => bytesOf(value, { left: 100 }),
  membersOf: (value) => membersOf(value),
  memberOf: (value) => ["name", "length", "message", 0].map((key) => memberOf(value, key)),
  "the list of variables": (value) => listVariables(variablesWith(value)),
  "completion of names": (value) => caretAfter("od", value),
  "completion of members": (value) =>
    ["odd.", "odd.constructor.", "list[0].", "box.inner."].map((code) => caretAfter(code, value)),
  inspection: (value) =>
    ["odd", "list", "box.inner", "odd.name", "odd("].map((code) =>
      inspectAt(code, code.length, sourcesOf(value)),
    ),
};

beforeEach(() => {
  ran.length = 0;
});

describe.each(Object.keys(READERS))("%s runs nothing", (reader) => {
  test.each(Object.keys(HOSTILE))("of %s", (what) => {
    const value = HOSTILE[what]!();
    expect(() => READERS[reader]!(value)).not.toThrow();
    expect(ran).toEqual([]);
  });
});
