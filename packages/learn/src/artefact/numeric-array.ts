import { ArtefactError } from "./artefact-error.ts";

const constructors = {
  u8: Uint8Array,
  i8: Int8Array,
  u16: Uint16Array,
  i16: Int16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
};

/** The short names under which typed arrays are stored. */
export type NumericArrayName = keyof typeof constructors;

/** A typed array that an artefact can hold. */
export type NumericArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** The stored name of an array's element type. */
export function nameOfArray(array: NumericArray): NumericArrayName {
  for (const [name, arrayType] of Object.entries(constructors))
    if (array instanceof arrayType) return name as NumericArrayName;
  throw new TypeError("Only typed arrays of numbers can be stored in an artefact.");
}

/** The bytes of an array, in place. */
export function bytesOfArray(array: NumericArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** A typed array of `length` elements copied out of `bytes` at `start`; throws `ArtefactError` where it does not fit. */
export function arrayFromBytes(name: NumericArrayName, bytes: Uint8Array, start: number, length: number): NumericArray {
  const arrayType = Object.hasOwn(constructors, name) ? constructors[name] : undefined;
  const end = start + length * (arrayType?.BYTES_PER_ELEMENT ?? 0);
  if (!arrayType || end > bytes.length)
    throw new ArtefactError("invalid-contents", "An array of the model lies outside its bytes. Train it again.");
  // Not `slice`: a Node Buffer's shares its memory instead of copying.
  return new arrayType(new Uint8Array(bytes.subarray(start, end)).buffer);
}
