import type { CatalogueSummary } from "../catalog/catalog-shapes.ts";
import type { ShelfItem } from "../previews/preview.ts";

export interface StartState {
  readonly workspaceName: string;
  readonly catalogue: CatalogueSummary;
  readonly readiness: readonly {
    readonly title: string;
    readonly state: "ok" | "warn" | "missing";
    readonly words: string;
  }[];
  readonly sampleShop: {
    readonly name: string;
    readonly products: number;
    readonly installed: boolean;
    readonly items: readonly ShelfItem[];
  };
}
