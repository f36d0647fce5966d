import { AisleError } from "@aisle/runtime/errors";
import type { Caller } from "./caller.ts";
import { may, type Permission } from "./role.ts";

/** What each verb of a service needs. */
export type Permissions<Service> = { readonly [Verb in keyof Service]: Permission };

/** Throws `role.not-permitted` unless the caller's role has the permission. */
export function permit({ role }: Caller, permission: Permission): void {
  if (!may(role, permission)) throw new AisleError("role.not-permitted", `The role ${role} may not do this.`);
}

/**
 * The service with a guard before every verb: whoever asks, and by whichever way, the caller's role is looked at first. A verb
 * that the table lacks is not there. Refuses by throwing at once, before a promise or a stream is made.
 */
export function permitted<Service extends object>(service: Service, permissions: Permissions<Service>): Service {
  const verbs = Object.entries<Permission>(permissions).map(([verb, permission]) => {
    const run = service[verb as keyof Service] as (caller: Caller, ...rest: readonly unknown[]) => unknown;
    const guarded = (caller: Caller, ...rest: readonly unknown[]) => {
      permit(caller, permission);
      return run.call(service, caller, ...rest);
    };
    return [verb, guarded] as const;
  });
  return Object.fromEntries(verbs) as Service;
}
