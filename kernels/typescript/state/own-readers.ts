import { types } from "node:util";

// What reads a value as the language made it, also where the value or its class has others in their place.

export const mapEntries = Map.prototype.entries;
export const setValues = Set.prototype.values;

type Getter = (this: unknown) => unknown;
const getter = (prototype: object, name: string): Getter =>
  Object.getOwnPropertyDescriptor(prototype, name)!.get as Getter;

const FIELDS = ["buffer", "byteOffset", "byteLength"] as const;
const gettersOf = (prototype: object) => FIELDS.map((name) => getter(prototype, name));
const ofArray = gettersOf(Object.getPrototypeOf(Uint8Array.prototype) as object);
const ofDataView = gettersOf(DataView.prototype);

/** The bytes that a view shows. */
export function bytesOfView(view: ArrayBufferView): Uint8Array {
  const getters = types.isDataView(view) ? ofDataView : ofArray;
  return new Uint8Array(...(getters.map((get) => get.call(view)) as [ArrayBuffer, number, number]));
}
