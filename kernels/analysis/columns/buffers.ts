/** Typed arrays that column data may live in. */
export type ColumnData = Float64Array | Float32Array | Int32Array | Uint8Array;

/**
 * Allocates bytes that workers can see without a copy. A browser page without cross-origin isolation has no
 * SharedArrayBuffer; there the memory is ordinary and a hand-over copies.
 */
function sharedBytes(length: number): ArrayBufferLike {
  return typeof SharedArrayBuffer === "undefined"
    ? new ArrayBuffer(length)
    : new SharedArrayBuffer(length);
}

/** Allocates shared doubles, all 0. */
export function sharedFloat64(length: number): Float64Array {
  return new Float64Array(sharedBytes(length * 8));
}

/** Allocates shared 32-bit integers, all 0. */
export function sharedInt32(length: number): Int32Array {
  return new Int32Array(sharedBytes(length * 4));
}

/** Allocates shared unsigned 32-bit integers, all 0. */
export function sharedUint32(length: number): Uint32Array {
  return new Uint32Array(sharedBytes(length * 4));
}

/** Allocates shared bytes, all 0. */
export function sharedUint8(length: number): Uint8Array {
  return new Uint8Array(sharedBytes(length));
}

/** Allocates shared unsigned 16-bit integers, all 0. */
export function sharedUint16(length: number): Uint16Array {
  return new Uint16Array(sharedBytes(length * 2));
}

/** Returns the array itself when it is on shared memory, else a copy that is. */
export function shared<A extends ColumnData | Uint32Array>(array: A): A {
  if (typeof SharedArrayBuffer === "undefined" || array.buffer instanceof SharedArrayBuffer)
    return array;
  const copy = likeShared(array, array.length);
  copy.set(array);
  return copy;
}

/** Allocates a shared array of the same element type. */
export function likeShared<A extends ColumnData | Uint32Array>(array: A, length: number): A {
  const Type = array.constructor as new (buffer: ArrayBufferLike) => A;
  return new Type(sharedBytes(length * array.BYTES_PER_ELEMENT));
}
