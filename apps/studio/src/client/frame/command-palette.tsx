import { useMantineColorScheme } from "@mantine/core";
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from "@mantine/spotlight";
import { IconDeviceDesktop, IconMoon, IconPlug, IconSearch, IconSitemap, IconSun } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { useLocation } from "wouter";
import { trpc } from "../api/trpc.ts";
import { Keys } from "../ui/keys.tsx";
import { pageCommands } from "./page-commands.ts";
import { pages } from "./rail.tsx";

/** ⌘K: every page, pipeline and endpoint, and what the page at hand can do. */
export function CommandPalette() {
  const [, navigate] = useLocation();
  const { setColorScheme } = useMantineColorScheme();
  const pipelines = useQuery(trpc.pipelines.list.queryOptions(undefined, { staleTime: 30_000 }));
  const endpoints = useQuery(trpc.endpoints.list.queryOptions(undefined, { staleTime: 30_000 }));
  const commands = useSyncExternalStore(pageCommands.subscribe, pageCommands.get);
  const icon = { size: 16, stroke: 1.5 } as const;
  const theme = (id: "light" | "dark" | "auto", label: string, leftSection: SpotlightActionData["leftSection"]) => ({
    id: `theme-${id}`,
    label,
    leftSection,
    onClick: () => setColorScheme(id),
  });
  const groups: SpotlightActionGroupData[] = [
    {
      group: "On this page",
      actions: commands.map((command) => ({
        id: `command-${command.title}`,
        label: command.title,
        rightSection: command.keys === undefined ? null : <Keys>{command.keys}</Keys>,
        onClick: command.run,
      })),
    },
    {
      group: "Go to",
      actions: pages.map((page) => ({
        id: `page-${page.href}`,
        label: page.title,
        leftSection: <page.icon {...icon} />,
        onClick: () => navigate(page.href),
      })),
    },
    {
      group: "Pipelines",
      actions: (pipelines.data ?? []).map((pipeline) => ({
        id: pipeline.id,
        label: pipeline.name,
        leftSection: <IconSitemap {...icon} />,
        onClick: () => navigate(`/pipelines/${pipeline.id}`),
      })),
    },
    {
      group: "Endpoints",
      actions: (endpoints.data ?? []).map((endpoint) => ({
        id: `endpoint-${endpoint.slug}`,
        label: `/v1/${endpoint.slug}`,
        leftSection: <IconPlug {...icon} />,
        onClick: () => navigate(`/endpoints/${endpoint.slug}`),
      })),
    },
    {
      group: "Theme",
      actions: [
        theme("light", "Light theme", <IconSun {...icon} />),
        theme("dark", "Dark theme", <IconMoon {...icon} />),
        theme("auto", "Theme of the system", <IconDeviceDesktop {...icon} />),
      ],
    },
  ];
  return (
    <Spotlight
      actions={groups.filter((group) => group.actions.length > 0)}
      nothingFound="Nothing by that name."
      shortcut={["mod + K"]}
      highlightQuery
      limit={14}
      overlayProps={{ blur: 0, backgroundOpacity: 0.3 }}
      scrollable
      maxHeight={420}
      searchProps={{ leftSection: <IconSearch size={16} stroke={1.5} />, placeholder: "Find or do anything" }}
    />
  );
}
