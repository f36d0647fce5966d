import { Tooltip } from "@mantine/core";
import {
  type Icon,
  IconChecklist,
  IconCoins,
  IconDatabase,
  IconFlask,
  IconHeartRateMonitor,
  IconHelpCircle,
  IconHome,
  IconPlug,
  IconRoute,
  IconSearch,
  IconSettings,
  IconSitemap,
  IconStack2,
} from "@tabler/icons-react";
import { Link, useLocation } from "wouter";
import { keyLabel } from "../ui/key-label.ts";
import style from "./frame.module.css";
import { palette } from "./palette.ts";
import { useShortcutsHelp } from "./shortcuts-help.tsx";

/** The pages of the rail, which the command palette offers too. */
export const pages: readonly { readonly title: string; readonly href: string; readonly icon: Icon }[] = [
  { title: "Start", href: "/", icon: IconHome },
  { title: "Pipelines", href: "/pipelines", icon: IconSitemap },
  { title: "Endpoints", href: "/endpoints", icon: IconPlug },
  { title: "Experiments", href: "/experiments", icon: IconFlask },
  { title: "Health", href: "/monitors", icon: IconHeartRateMonitor },
  { title: "Value", href: "/value", icon: IconCoins },
  { title: "Runs", href: "/runs", icon: IconRoute },
  { title: "Catalogue", href: "/catalogue", icon: IconDatabase },
  { title: "Collections", href: "/collections", icon: IconStack2 },
  { title: "Jobs", href: "/jobs", icon: IconChecklist },
];

/** The narrow bar on the left that leads to every page. */
export function Rail() {
  const [location] = useLocation();
  const help = useShortcutsHelp();
  const isCurrent = (href: string) => (href === "/" ? location === "/" : location.startsWith(href));
  return (
    <nav className={style.rail} aria-label="Aisle">
      <Link href="/" className={style.mark!} aria-label="Aisle, start">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="8" fill="var(--ink)" />
          <path
            d="M8 23 13.5 9M24 23 18.5 9M16 23v-3M16 16.5V14M16 11V9"
            stroke="var(--app)"
            strokeWidth="2.5"
            strokeLinecap="round"
            fill="none"
          />
        </svg>
      </Link>
      {pages.map((page) => (
        <Tooltip key={page.href} label={page.title} position="right">
          <Link
            href={page.href}
            className={style.link!}
            aria-label={page.title}
            {...(isCurrent(page.href) ? { "aria-current": "page" as const } : {})}
          >
            <page.icon size={18} stroke={1.5} aria-hidden />
          </Link>
        </Tooltip>
      ))}
      <span className={style.gap} />
      <Tooltip label={`Find or do anything  ${keyLabel("⌘K")}`} position="right">
        <button type="button" className={style.link} aria-label="Find or do anything" onClick={palette.open}>
          <IconSearch size={18} stroke={1.5} aria-hidden />
        </button>
      </Tooltip>
      <Tooltip label="Keyboard  ?" position="right">
        <button type="button" className={style.link} aria-label="Keyboard shortcuts" onClick={help.open}>
          <IconHelpCircle size={18} stroke={1.5} aria-hidden />
        </button>
      </Tooltip>
      <Tooltip label="Settings" position="right">
        <Link
          href="/settings"
          className={style.link!}
          aria-label="Settings"
          {...(isCurrent("/settings") ? { "aria-current": "page" as const } : {})}
        >
          <IconSettings size={18} stroke={1.5} aria-hidden />
        </Link>
      </Tooltip>
    </nav>
  );
}
