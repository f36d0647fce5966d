import type { ShopReads } from "../catalog/catalog-ports.ts";

export interface StartPorts {
  readonly shop: ShopReads;
  readonly workspaceName: (workspaceId: string) => Promise<string>;
}
