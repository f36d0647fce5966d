import type { ReactNode } from "react";
import { type Permission, useMay } from "./use-may.ts";

/** Shows what takes a permission to those who have it alone; what it would refuse is not offered. */
export function Allowed({ to, children }: { readonly to: Permission; readonly children: ReactNode }) {
  return useMay(to) ? children : null;
}
