import { useMantineColorScheme } from "@mantine/core";
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from "@mantine/spotlight";
import {
  IconDeviceDesktop,
  IconMoon,
  IconPlug,
  IconSearch,
  IconSettings,
  IconSitemap,
  IconSun,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { useLocation } from "wouter";
import { trpc } from "../api/trpc.ts";
import { Keys } from "../ui/keys.tsx";
import { type PageCommand, pageCommands } from "./page-commands.ts";
import { pages } from "./rail.tsx";
import { useShortcutsHelp } from "./shortcuts-help.tsx";

const settings = { title: "Settings", href: "/settings", icon: IconSettings };

/** The commands of the page under their headings, in the order in which they come. */
function commandGroups(commands: readonly PageCommand[]): SpotlightActionGroupData[] {
  const groups = new Map<string, SpotlightActionData[]>();
  for (const command of commands) {
    const group = command.group ?? "On this page";
    const actions = groups.get(group) ?? [];
    actions.push({
      id: `command-${group}-${command.id ?? command.title}`,
      label: command.title,
      rightSection: command.keys === undefined ? null : <Keys>{command.keys}</Keys>,
      onClick: command.run,
    });
    groups.set(group, actions);
  }
  return [...groups].map(([group, actions]) => ({ group, actions }));
}

/** ⌘K: every page, pipeline and endpoint, and what the page at hand can do. */
export function CommandPalette() {
  const [, navigate] = useLocation();
  const { setColorScheme } = useMantineColorScheme();
  const pipelines = useQuery(trpc.pipelines.list.queryOptions(undefined, { staleTime: 30_000 }));
  const endpoints = useQuery(trpc.endpoints.list.queryOptions(undefined, { staleTime: 30_000 }));
  const commands = useSyncExternalStore(pageCommands.subscribe, pageCommands.get);
  const help = useShortcutsHelp();
  const icon = { size: 16, stroke: 1.5 } as const;
  const theme = (id: "light" | "dark" | "auto", label: string, leftSection: SpotlightActionData["leftSection"]) => ({
    id: `theme-${id}`,
    label,
    leftSection,
    onClick: () => setColorScheme(id),
  });
  const groups: SpotlightActionGroupData[] = [
    ...commandGroups(commands),
    {
      group: "Go to",
      actions: [...pages, settings].map((page) => ({
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
      group: "Help",
      actions: [{ id: "shortcuts", label: "Keyboard shortcuts", rightSection: <Keys>?</Keys>, onClick: help.open }],
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
      limit={40}
      overlayProps={{ blur: 0, backgroundOpacity: 0.3 }}
      scrollable
      maxHeight={420}
      searchProps={{ leftSection: <IconSearch size={16} stroke={1.5} />, placeholder: "Find or do anything" }}
    />
  );
}
