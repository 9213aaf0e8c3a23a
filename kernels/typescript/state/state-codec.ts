import { types } from "node:util";
import { Deserializer, Serializer } from "node:v8";
import { ownProperty, ownValue } from "../introspect/own-property.ts";
import { putTogether, savedClass, takeApart } from "./class-codecs.ts";
import { bytesOfView, mapEntries, setValues } from "./own-readers.ts";

/** State that a checkpoint cannot hold: a socket, a function, an instance of a class. */
export class UnserialisableError extends Error {
  override readonly name = "HoldfastError";
  readonly code = "HF_CHECKPOINT_UNSERIALISABLE";

  constructor(path: string, what: string) {
    super(
      `HF_CHECKPOINT_UNSERIALISABLE: ${path} (${what}) cannot be saved. Keep it outside of the state, and open it again with r.onResume.`,
    );
  }
}

const VIEWS = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
] as const;

/** What was looked at already; adding an instance of a class that can be saved tells so. */
export interface Seen {
  has(value: object): boolean;
  add(value: object): unknown;
  /** Instances of classes were found. */
  hasInstances?: boolean;
}

/**
 * Writes a value as bytes: all that a structured clone can hold, and tables and models. Views keep whether their memory
 * is shared.
 *
 * @param path how the value is called in an error
 * @throws UnserialisableError with the path of the first part that cannot be saved; getters are never called
 */
export function encodeState(value: unknown, path: string): Uint8Array {
  const seen: Seen = new Set<object>();
  refuseUnserialisable(value, path, seen);
  return writeState(value, seen.hasInstances === true);
}

/** Writes a value that was found to be such that it can be saved. */
export function writeState(value: unknown, hasInstances: boolean): Uint8Array {
  const serializer = new StateSerializer();
  serializer.writeHeader();
  serializer.writeUint32(hasInstances ? 1 : 0);
  serializer.writeValue(hasInstances ? takeApart(value) : value);
  return serializer.releaseBuffer();
}

/** The reverse of `encodeState`. @throws RangeError for a class that this version does not have */
export function decodeState(bytes: Uint8Array): unknown {
  const deserializer = new StateDeserializer(bytes);
  deserializer.readHeader();
  const hasInstances = deserializer.readUint32() === 1;
  const value = deserializer.readValue() as unknown;
  return hasInstances ? putTogether(value) : value;
}

class StateSerializer extends Serializer {
  constructor() {
    super();
    // Views reach _writeHostObject, so that those on shared memory can be written at all.
    (
      this as unknown as { _setTreatArrayBufferViewsAsHostObjects(flag: boolean): void }
    )._setTreatArrayBufferViewsAsHostObjects(true);
  }

  _writeHostObject(view: ArrayBufferView): void {
    const bytes = bytesOfView(view);
    this.writeUint32(VIEWS.findIndex((View) => view instanceof View));
    this.writeUint32(types.isSharedArrayBuffer(bytes.buffer) ? 1 : 0);
    this.writeUint32(bytes.byteLength);
    this.writeRawBytes(bytes);
  }
}

class StateDeserializer extends Deserializer {
  _readHostObject(): ArrayBufferView {
    const View = VIEWS[this.readUint32()] as new (buffer: ArrayBufferLike) => ArrayBufferView;
    const isShared = this.readUint32() === 1;
    const length = this.readUint32();
    const buffer = isShared ? new SharedArrayBuffer(length) : new ArrayBuffer(length);
    new Uint8Array(buffer).set(this.readRawBytes(length));
    return new View(buffer);
  }
}

/**
 * Walks own property descriptors: v8 would run getters and flatten instances of classes silently.
 *
 * @throws UnserialisableError
 */
export function refuseUnserialisable(value: unknown, path: string, seen: Seen): void {
  if (types.isProxy(value)) throw new UnserialisableError(path, "a proxy");
  if (typeof value === "function") throw new UnserialisableError(path, describeFunction(value));
  if (typeof value === "symbol") throw new UnserialisableError(path, "a symbol");
  if (typeof value !== "object" || value === null || seen.has(value)) return;
  seen.add(value);
  if (ArrayBuffer.isView(value) || types.isArrayBuffer(value)) return;
  if (types.isDate(value) || types.isRegExp(value)) return;
  if (types.isMap(value)) {
    let i = 0;
    for (const [key, item] of mapEntries.call(value)) {
      if (!isSimple(key)) refuseUnserialisable(key, `${path}.keys()[${i}]`, seen);
      if (!isSimple(item)) refuseUnserialisable(item, `${path}.get(${describeKey(key)})`, seen);
      i++;
    }
    return;
  }
  if (types.isSet(value)) {
    let i = 0;
    for (const item of setValues.call(value))
      refuseUnserialisable(item, `${path}.values()[${i++}]`, seen);
    return;
  }
  if (Array.isArray(value)) {
    // By index: descriptors of a million numbers would cost more than writing them.
    for (let i = 0; i < value.length; i++) {
      const item: unknown = value[i];
      if (!isSimple(item)) refuseUnserialisable(item, `${path}[${i}]`, seen);
    }
    return;
  }
  if (savedClass(value) !== undefined) {
    seen.hasInstances = true;
    return;
  }
  if (!isPlain(value)) throw new UnserialisableError(path, className(value));
  if (types.isNativeError(value)) refuseOddError(value, path);
  for (const key of Object.keys(value)) {
    const descriptor = ownProperty(value, key);
    if (!descriptor?.enumerable) continue;
    const at = `${path}.${key}`;
    if (descriptor.get || descriptor.set) throw new UnserialisableError(at, "a getter");
    refuseUnserialisable(descriptor.value, at, seen);
  }
}

/** Needs no look: most items are numbers and texts, and a path for each would cost more than writing them. */
function isSimple(value: unknown): boolean {
  return typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol";
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return (
    prototype === null ||
    prototype === Object.prototype ||
    prototype === Array.prototype ||
    types.isNativeError(value)
  );
}

/** Message and name are written as texts, and what is none would run code to become one. */
function refuseOddError(error: object, path: string): void {
  for (const key of ["message", "name"]) {
    const property = ownProperty(error, key);
    if (property && typeof property.value !== "string")
      throw new UnserialisableError(`${path}.${key}`, "no text");
  }
}

function className(value: object): string {
  const Class = ownValue(Object.getPrototypeOf(value) as object, "constructor");
  const name = typeof Class === "function" ? ownValue(Class, "name") : undefined;
  return typeof name === "string" && name !== "" ? name : "an object of a class";
}

function describeFunction(value: object): string {
  const name = ownValue(value, "name");
  return typeof name === "string" && name !== "" ? `function ${name}` : "a function";
}

function describeKey(key: unknown): string {
  if (typeof key === "string") return JSON.stringify(key);
  return typeof key === "object" || typeof key === "symbol" ? "…" : String(key).slice(0, 40);
}
