import { expect, it, vi } from "vitest";
import { openSentenceEncoder } from "./sentence-encoder.ts";

vi.mock("onnxruntime-node", () => {
  throw new Error("Cannot find module onnxruntime_binding.node");
});

it("says that the model cannot run here where ONNX Runtime has no build for the platform", async () => {
  const opening = openSentenceEncoder(new Uint8Array(), { encode: () => [] }, 384);
  await expect(opening).rejects.toMatchObject({ code: "embedder.unavailable" });
});
