/** What a person is in a workspace. */
export const roles = ["owner", "admin", "merchandiser", "developer", "analyst", "viewer"] as const;
export type Role = (typeof roles)[number];

/**
 * What an operation needs. `look`: read. `try`: run in place, which changes nothing. `edit`: drafts. `publish`: what is
 * live. `stock`: the shop's data, what products cost included, its collections and jobs. `experiment`: plan, start, stop and decide experiments. `keys`: API keys. `connect`: secrets and connections to other systems. `people`: who belongs here.
 * `person-data`: find, export and delete what is stored about a person. `operate`: backup and the doctor. `restore`: put a backup in place of everything, people included.
 */
export type Permission =
  | "look"
  | "try"
  | "edit"
  | "publish"
  | "stock"
  | "experiment"
  | "keys"
  | "connect"
  | "people"
  | "operate"
  | "restore"
  | "person-data";

const maker = ["look", "try", "edit", "publish", "stock", "experiment"] as const;
const administrator = [...maker, "keys", "connect", "people", "operate"] as const;

/** The one table of who may do what. */
const permissionsOf: { readonly [R in Role]: readonly Permission[] } = {
  owner: [...administrator, "restore", "person-data"],
  admin: administrator,
  merchandiser: maker,
  developer: [...maker, "keys", "connect"],
  analyst: ["look", "try", "experiment"],
  viewer: ["look", "try"],
};

/** A stored role; one that this version does not know may only look. */
export function parseRole(text: string): Role {
  return roles.find((role) => role === text) ?? "viewer";
}

/** Everything that a role may do. */
export function permissions(role: Role): readonly Permission[] {
  return permissionsOf[role];
}

/** Whether a role may do this. */
export function may(role: Role, permission: Permission): boolean {
  return permissionsOf[role].includes(permission);
}
