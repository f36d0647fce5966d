import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { TensorBackend } from "@aisle/learn/neural/ranker-network";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

const require = createRequire(import.meta.url);

/**
 * TensorFlow.js, ready to train on: on the native binding of tfjs-node where that is installed and loads, else on
 * WebAssembly. Both give the same within 1e-4; `getBackend()` says which it is.
 */
export async function openTensorBackend(): Promise<TensorBackend> {
  if (await nativeLoads()) return tf;
  setWasmPaths(join(dirname(require.resolve("@tensorflow/tfjs-backend-wasm")), "/"));
  await tf.setBackend("wasm");
  await tf.ready();
  return tf;
}

async function nativeLoads(): Promise<boolean> {
  try {
    // Its registration takes part in the same tfjs-core as ours.
    require("@tensorflow/tfjs-node");
    return await tf.setBackend("tensorflow");
  } catch {
    return false;
  }
}
