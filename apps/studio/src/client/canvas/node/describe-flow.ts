import type { Preview } from "../../api/outputs.ts";
import { counted } from "../../ui/format.ts";

/** What flowed over a wire or stood on a port, in a few words. */
export function describeFlow(preview: Preview | undefined, skipped = false): string {
  if (preview === undefined) return skipped ? "nothing came" : "not run yet";
  switch (preview.kind) {
    case "products":
      return counted(preview.count, "product");
    case "answer":
      return counted(preview.count, "product");
    case "shopper":
      return preview.id ?? "a visitor without an id";
    case "vector":
      return `${preview.dimension} numbers by ${preview.embedder}`;
    case "text":
      return preview.text === "" ? "empty" : `“${preview.text.slice(0, 40)}${preview.text.length > 40 ? "…" : ""}”`;
    case "intent":
      return `${preview.label}, ${Math.round(preview.confidence * 100)} %`;
    case "table":
      return counted(preview.count, "row");
    case "number":
      return preview.value.toLocaleString("en");
    case "boolean":
      return preview.value ? "yes" : "no";
    case "features":
      return counted(preview.count, "feature");
    case "messages":
      return counted(preview.count, "message");
    case "events":
      return counted(preview.count, "event");
    case "image":
      return `a picture, ${Math.ceil(preview.sizeBytes / 1024)} KB`;
    case "action":
      return preview.title;
    case "json":
      return "a value";
  }
}
