import { expect, it } from "vitest";
import { may, type Permission, parseRole, permissions, roles } from "./role.ts";

const changes: readonly Permission[] = [
  "edit",
  "publish",
  "stock",
  "keys",
  "connect",
  "people",
  "operate",
  "restore",
  "person-data",
];

it("lets everybody look, and those who only look change nothing", () => {
  for (const role of roles) expect([role, may(role, "look")]).toEqual([role, true]);
  for (const role of ["viewer", "analyst"] as const) {
    expect(permissions(role).filter((permission) => changes.includes(permission))).toEqual([]);
  }
});

it("keeps people and backups to those who run the workspace", () => {
  expect(roles.filter((role) => may(role, "people"))).toEqual(["owner", "admin"]);
  expect(roles.filter((role) => may(role, "operate"))).toEqual(["owner", "admin"]);
  expect(roles.filter((role) => may(role, "person-data"))).toEqual(["owner"]);
  expect(roles.filter((role) => may(role, "restore"))).toEqual(["owner"]);
  expect(roles.filter((role) => may(role, "connect"))).toEqual(["owner", "admin", "developer"]);
  expect(roles.filter((role) => may(role, "keys"))).toEqual(["owner", "admin", "developer"]);
});

it("takes a role from the future for the one that may do least", () => {
  expect(parseRole("merchandiser")).toBe("merchandiser");
  expect(parseRole("emperor")).toBe("viewer");
});
