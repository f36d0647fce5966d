import { expect, it } from "vitest";
import type { Caller } from "../access/caller.ts";
import { permitted } from "../access/permit.ts";
import { may, type Permission, roles } from "../access/role.ts";
import type { AnyArea, AreaTable } from "./make-services.ts";
import { serviceTable } from "./service-table.ts";

/** Stands for whatever a service stands on: making one must ask nothing of it. */
const noPorts = new Proxy({}, { get: () => undefined }) as never;

const verbsOf = ({ make }: AnyArea) => Object.keys(make(noPorts)).sort();
const unguarded = (table: AreaTable) =>
  Object.entries(table).flatMap(([name, area]) => {
    const named = new Set(Object.keys(area.permissions));
    return verbsOf(area).flatMap((verb) => (named.has(verb) ? [] : [`${name}.${verb}`]));
  });

/** Everything that takes more than looking. */
const more: { readonly [verb: string]: Permission } = {
  "pipelines.create": "edit",
  "pipelines.rename": "edit",
  "pipelines.duplicate": "edit",
  "pipelines.remove": "edit",
  "drafts.replace": "edit",
  "drafts.edit": "edit",
  "drafts.run": "try",
  "assistant.propose": "edit",
  "assistant.suggestions": "edit",
  "versions.publish": "publish",
  "versions.describe": "publish",
  "versions.activate": "publish",
  "endpoints.tryIt": "try",
  "endpoints.moveAddress": "publish",
  "endpoints.removeAlias": "publish",
  "experiments.begin": "experiment",
  "experiments.beginExternal": "experiment",
  "experiments.create": "experiment",
  "experiments.update": "experiment",
  "experiments.start": "experiment",
  "experiments.stop": "experiment",
  "experiments.decide": "experiment",
  "experiments.archive": "experiment",
  "experiments.remove": "experiment",
  "experiments.importFile": "experiment",
  "experiments.refresh": "experiment",
  "experiments.promote": "edit",
  "experiments.previewMetric": "experiment",
  "experiments.storeMetric": "experiment",
  "experiments.archiveMetric": "experiment",
  "experiments.setHoldout": "experiment",
  "alerts.acknowledge": "experiment",
  "alerts.assign": "experiment",
  "alerts.note": "experiment",
  "alerts.mute": "experiment",
  "alerts.unmute": "experiment",
  "alerts.setSettings": "experiment",
  "monitors.setLimit": "experiment",
  "monitors.setReference": "experiment",
  "keys.create": "keys",
  "keys.revoke": "keys",
  "imports.inspect": "stock",
  "imports.start": "stock",
  "imports.rejectedRows": "stock",
  "collections.rebuild": "stock",
  "demoShop.use": "stock",
  "demoShop.setAside": "stock",
  "demoShop.bringBack": "stock",
  "demoShop.startTraffic": "stock",
  "demoShop.stopTraffic": "stock",
  "demoShop.remove": "stock",
  "settings.setTimeZone": "operate",
  "jobs.cancel": "stock",
  "jobs.retry": "stock",
  "audit.list": "operate",
  "audit.actors": "operate",
  "audit.verify": "operate",
  "value.setHoldout": "experiment",
  "secrets.list": "connect",
  "secrets.set": "connect",
  "secrets.remove": "connect",
  "secrets.rotate": "operate",
  "notifications.dead": "connect",
  "notifications.retry": "connect",
  "personData.find": "person-data",
  "personData.export": "person-data",
  "personData.erase": "person-data",
  "connections.kinds": "connect",
  "connections.list": "connect",
  "connections.save": "connect",
  "connections.remove": "connect",
  "connections.test": "connect",
};

it("names a permission for every verb of every service", () => {
  expect(Object.values(serviceTable).flatMap(verbsOf).length).toBeGreaterThan(60);
  expect(unguarded(serviceTable)).toEqual([]);
});

it("finds a verb that names none", () => {
  const { list: _list, ...permissions } = serviceTable.keys.permissions;
  expect(unguarded({ ...serviceTable, keys: { ...serviceTable.keys, permissions } })).toEqual(["keys.list"]);
});

it.each(roles)("lets the role %s do what the tables say, and refuses the rest before anything happens", (role) => {
  const caller: Caller = { workspaceId: "ws", userId: "ines", role };
  for (const [name, area] of Object.entries<AnyArea>(serviceTable)) {
    const done: string[] = [];
    const verbs = verbsOf(area);
    const service = Object.fromEntries(verbs.map((verb) => [verb, (_caller: Caller) => void done.push(verb)]));
    const guarded = permitted(service, area.permissions as { readonly [verb: string]: Permission });
    for (const verb of verbs) {
      const ask = () => guarded[verb]!(caller);
      if (may(role, more[`${name}.${verb}`] ?? "look")) ask();
      else expect(ask, `${name}.${verb}`).toThrow(expect.objectContaining({ code: "role.not-permitted" }));
    }
    expect(done).toEqual(verbs.filter((verb) => may(role, more[`${name}.${verb}`] ?? "look")));
  }
});
