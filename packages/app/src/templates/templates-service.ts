import type { Caller } from "../access/caller.ts";
import type { CatalogueSummary } from "../catalog/catalog-shapes.ts";
import { catalogSummary } from "../catalog/catalog-summary.ts";
import { buildingMessage, searchCollection } from "../catalog/search-building.ts";
import type { Area } from "../services/area.ts";
import type { TemplateNeed } from "./template-file.ts";
import { templateSpeed } from "./template-speed.ts";
import type { TemplatesPorts } from "./templates-ports.ts";
import type { Template } from "./templates-shapes.ts";

/** Ready pipelines, and whether this shop has what each needs. */
export interface TemplatesService {
  list(caller: Caller): Promise<readonly Template[]>;
}

export const templatesArea: Area<TemplatesService, TemplatesPorts> = {
  permissions: { list: "look" },
  make: (ports) => ({
    async list({ workspaceId }) {
      const [summary, speed] = await Promise.all([
        catalogSummary(ports, workspaceId),
        templateSpeed(ports, workspaceId),
      ]);
      return ports.templates
        .toSorted((a, b) => a.place - b.place)
        .map(
          ({ id, title, summary: words, kind, graph, needs }): Template => ({
            id,
            title,
            summary: words,
            kind,
            graph,
            needs: needs.map((need) => needOf(need, summary)),
            p99Ms: speed(graph),
          }),
        );
    },
  }),
};

const number = new Intl.NumberFormat("en");

function needOf(need: TemplateNeed, summary: CatalogueSummary): Template["needs"][number] {
  const index = summary.collections.find((collection) => collection.name === searchCollection);
  switch (need) {
    case "catalogue":
      return {
        title: "Catalogue",
        met: summary.products > 0,
        words: summary.products > 0 ? `${number.format(summary.products)} products` : "Import a catalogue",
      };
    case "search-index":
      return {
        title: "Search index",
        met: index !== undefined && index.count > 0 && index.building === null,
        words:
          index?.building != null
            ? `Search index: ${buildingMessage(index.building)}`
            : index === undefined || index.count === 0
              ? "Built after an import"
              : "Ready",
      };
    case "events":
      return {
        title: "Events",
        met: summary.events > 0,
        words: summary.events > 0 ? `${number.format(summary.events)} events` : "Send or import events",
      };
  }
}
