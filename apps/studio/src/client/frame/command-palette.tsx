import { useMantineColorScheme } from "@mantine/core";
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from "@mantine/spotlight";
import {
  IconDeviceDesktop,
  IconFlask,
  IconMoon,
  IconPlug,
  IconSearch,
  IconSettings,
  IconSitemap,
  IconSun,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRef, useSyncExternalStore } from "react";
import { useLocation } from "wouter";
import { signOut } from "../access/auth-calls.ts";
import { useMay } from "../access/use-may.ts";
import { trpc } from "../api/trpc.ts";
import { useCreatePipeline } from "../pipelines/use-create-pipeline.ts";
import { Keys } from "../ui/keys.tsx";
import { letterKeys, useLetterKeys } from "./letter-keys.ts";
import { type PageCommand, pageCommands } from "./page-commands.ts";
import { paletteStore } from "./palette.ts";
import { pages } from "./rail.tsx";
import { useShortcutsHelp } from "./shortcuts-help.tsx";
import { useTypingAhead } from "./use-typing-ahead.ts";

/** Longer than it takes a closed dialog to give the focus back. */
const focusReturnMs = 30;

const settings = { title: "Settings", href: "/settings", icon: IconSettings };

/** The commands of the page under their headings, in the order in which they come. */
function commandGroups(
  commands: readonly PageCommand[],
  run: (command: PageCommand) => void,
): SpotlightActionGroupData[] {
  const groups = new Map<string, SpotlightActionData[]>();
  for (const command of commands) {
    const group = command.group ?? "On this page";
    const actions = groups.get(group) ?? [];
    actions.push({
      id: `command-${group}-${command.id ?? command.title}`,
      label: command.title,
      rightSection: command.keys === undefined ? null : <Keys>{command.keys}</Keys>,
      onClick: () => run(command),
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
  const experiments = useQuery(trpc.experiments.list.queryOptions({}, { staleTime: 30_000 }));
  const commands = useSyncExternalStore(pageCommands.subscribe, pageCommands.get);
  const help = useShortcutsHelp();
  const lettersOn = useLetterKeys();
  const { create } = useCreatePipeline();
  const mayEdit = useMay("edit");
  // A command may move the keyboard: it runs when the closing palette has given it back to the page.
  const chosen = useRef<PageCommand>(undefined);
  const runChosen = () => {
    const command = chosen.current;
    chosen.current = undefined;
    if (command !== undefined) setTimeout(command.run, focusReturnMs);
  };
  const field = useTypingAhead();
  const icon = { size: 16, stroke: 1.5 } as const;
  const theme = (id: "light" | "dark" | "auto", label: string, leftSection: SpotlightActionData["leftSection"]) => ({
    id: `theme-${id}`,
    label,
    leftSection,
    onClick: () => setColorScheme(id),
  });
  const groups: SpotlightActionGroupData[] = [
    ...commandGroups(commands, (command) => {
      chosen.current = command;
    }),
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
      group: "Experiments",
      actions: (experiments.data ?? []).map((experiment) => ({
        id: `experiment-${experiment.id}`,
        label: experiment.name,
        leftSection: <IconFlask {...icon} />,
        onClick: () => navigate(`/experiments/${experiment.id}`),
      })),
    },
    {
      group: "Everywhere",
      actions: [
        ...(mayEdit
          ? [{ id: "new-pipeline", label: "New pipeline", onClick: () => create({ name: "New pipeline" }) }]
          : []),
        { id: "shortcuts", label: "Keyboard shortcuts", rightSection: <Keys>?</Keys>, onClick: help.open },
        {
          id: "letter-keys",
          label: lettersOn ? "Switch single-letter shortcuts off" : "Switch single-letter shortcuts on",
          onClick: () => letterKeys.set(!lettersOn),
        },
        { id: "sign-out", label: "Sign out", onClick: () => void signOut() },
      ],
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
      store={paletteStore}
      actions={groups.filter((group) => group.actions.length > 0)}
      nothingFound="Nothing by that name."
      shortcut={["mod + K"]}
      highlightQuery
      limit={40}
      transitionProps={{ duration: 120, onExited: runChosen }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.3 }}
      scrollable
      maxHeight={420}
      searchProps={{
        ref: field,
        leftSection: <IconSearch size={16} stroke={1.5} />,
        placeholder: "Find or do anything",
      }}
    />
  );
}
