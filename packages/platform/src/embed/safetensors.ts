import { halfToFloat } from "./half-float.ts";

/** A tensor of a weights file: its shape, and its values widened to float32, row-major. */
export interface WeightTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** The tensors of a weights file by name; asking for one that is not there throws. */
export interface Weights {
  readonly names: readonly string[];
  tensor(name: string): WeightTensor;
  /** The stored 16-bit words of an F16 tensor, for what can keep them as they are. */
  halves(name: string): { readonly shape: readonly number[]; readonly words: Uint16Array };
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * Reads the safetensors format: eight bytes of header length, a JSON header of names, types and offsets, then the data.
 * F16 and F32 tensors can be read. https://github.com/huggingface/safetensors#format
 */
export function readSafetensors(file: Uint8Array): Weights {
  // Not as a Node Buffer, whose `slice` shares memory.
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = Number(view.getBigUint64(0, true));
  if (8 + headerBytes > bytes.length) throw new Error("The weights file is cut off inside its header.");
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerBytes))) as Record<string, Entry>;
  delete header.__metadata__;
  const start = 8 + headerBytes;

  const find = (name: string) => {
    const entry = header[name];
    if (entry === undefined) throw new Error(`The weights file has no tensor "${name}".`);
    const [from, to] = entry.data_offsets;
    if (start + to > bytes.length) throw new Error(`The weights file is cut off inside "${name}".`);
    // A copy, because a tensor may start at an odd offset, where no typed array can look at it in place.
    return { entry, data: bytes.slice(start + from, start + to).buffer };
  };
  const halves: Weights["halves"] = (name) => {
    const { entry, data } = find(name);
    if (entry.dtype !== "F16") throw new Error(`The tensor "${name}" is ${entry.dtype}, not F16.`);
    return { shape: entry.shape, words: new Uint16Array(data) };
  };
  return {
    names: Object.keys(header),
    halves,
    tensor(name) {
      const { entry, data } = find(name);
      if (entry.dtype === "F32") return { shape: entry.shape, values: new Float32Array(data) };
      return { shape: entry.shape, values: halfToFloat(halves(name).words) };
    },
  };
}
