import type { AuditActor } from "./audit.ts";

/** The demo shop of a workspace: wanted among its products, taken out of them, or not wanted; and how much of it was made. */
export interface DemoShopState {
  readonly state: "there" | "aside" | "none";
  readonly products: number;
  readonly events: number;
}

/** The demo shops of workspaces. */
export interface DemoShops {
  state(workspaceId: string): Promise<DemoShopState>;
  /** Notes that it belongs among the products, before it is made, and puts back what was set aside. */
  want(workspaceId: string): Promise<void>;
  /** False when it is not wanted among the products. */
  setAside(workspaceId: string): Promise<boolean>;
  /** False when they are not set aside. */
  bringBack(workspaceId: string): Promise<boolean>;
  /** Throws `demo-shop.not-aside`. Written into the audit log together with it. */
  remove(by: AuditActor): Promise<void>;
}
