import { AnalysisError } from "../base/errors.ts";

/** A model as plain JSON; `modelFromJson` gives it back with identical predictions. */
export interface ModelJson {
  readonly holdfastModel: 1;
  readonly name: string;
  readonly params: object;
  /** Learned values; absent before `fit`. Typed arrays are written as `{ type, base64 }`. */
  readonly learned?: object;
}

/** What can be written as a model. */
interface Writable {
  toJSON(): ModelJson;
}

/** The class of a model. */
export type ModelClass = new (options: never) => object;

const arrayTypes = {
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Uint16Array,
  Uint8Array,
};
/** The classes that a model can be of, by name. */
export type ModelClasses = Readonly<Record<string, ModelClass>>;

/** Does the work of `modelFromJson` with the classes given. */
export function decodeModel(json: unknown, classes: ModelClasses): object {
  const value = typeof json === "string" ? parse(json) : json;
  if (!isModelJson(value))
    throw new AnalysisError("HF_MODEL_JSON", {
      what: "cannot read the model",
      got: "a value that no model has written",
      expected: 'an object with "holdfastModel": 1',
      action: "Pass what JSON.stringify(model) gave.",
    });
  const Class = Object.hasOwn(classes, value.name) ? classes[value.name] : undefined;
  if (Class === undefined)
    throw new AnalysisError("HF_MODEL_JSON", {
      what: "cannot read the model",
      got: `a model of the class ${JSON.stringify(value.name)}`,
      expected: `one of ${Object.keys(classes).join(", ")}`,
      action: "Read it with the version that wrote it.",
    });
  const model = new Class(decode(value.params, classes) as never);
  if (value.learned !== undefined) Object.assign(model, decode(value.learned, classes));
  return model;
}

/**
 * Turns a value into plain JSON without loss: typed arrays become base64 of their little-endian bytes, NaN, ±Infinity and -0 become
 * `{ number }`, models become `ModelJson`.
 *
 * @throws HF_MODEL_JSON for a function
 */
export function encode(value: unknown, place: string): unknown {
  if (typeof value === "number") {
    if (Number.isFinite(value) && !Object.is(value, -0)) return value;
    return { number: Object.is(value, -0) ? "-0" : String(value) };
  }
  if (typeof value === "function" || typeof value === "symbol" || typeof value === "bigint")
    throw new AnalysisError("HF_MODEL_JSON", {
      what: "cannot write the model as JSON",
      got: `a ${typeof value} in ${place}`,
      action: "Give the option by name, or keep this model in memory only.",
    });
  if (typeof value !== "object" || value === null) return value;
  if (ArrayBuffer.isView(value)) return encodeArray(value);
  if (Array.isArray(value)) return value.map((item, i) => encode(item, `${place}[${i}]`));
  if (typeof (value as Partial<Writable>).toJSON === "function")
    return (value as Writable).toJSON();
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, encode(item, `${place}.${key}`)]),
  );
}

/** The reverse of `encode`. */
function decode(value: unknown, classes: ModelClasses): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => decode(item, classes));
  if (isModelJson(value)) return decodeModel(value, classes);
  const { number, type, base64 } = value as Record<string, unknown>;
  if (typeof number === "string") return Number(number);
  if (typeof base64 === "string") return decodeArray(type, base64);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, decode(item, classes)]),
  );
}

function encodeArray(view: ArrayBufferView): { type: string; base64: string } {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const parts: string[] = [];
  // String.fromCharCode takes its characters as arguments, whose number is limited.
  for (let at = 0; at < bytes.length; at += 8192)
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return { type: view.constructor.name, base64: btoa(parts.join("")) };
}

function decodeArray(type: unknown, base64: string): ArrayBufferView {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const ArrayType = arrayTypes[type as keyof typeof arrayTypes];
  if (ArrayType === undefined)
    throw new AnalysisError("HF_MODEL_JSON", {
      what: "cannot read the model",
      got: `an array of the type ${JSON.stringify(type)}`,
      expected: `one of ${Object.keys(arrayTypes).join(", ")}`,
    });
  return new ArrayType(bytes.buffer);
}

function isModelJson(value: unknown): value is ModelJson {
  return (
    typeof value === "object" &&
    value !== null &&
    "holdfastModel" in value &&
    value.holdfastModel === 1
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AnalysisError("HF_MODEL_JSON", {
      what: "cannot read the model",
      got: "text that is not valid JSON",
      expected: "what JSON.stringify(model) gave",
      cause,
    });
  }
}
