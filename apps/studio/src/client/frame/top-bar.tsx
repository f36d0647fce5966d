import { Menu } from "@mantine/core";
import { IconLogout, IconSettings } from "@tabler/icons-react";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { Link, useLocation } from "wouter";
import { signOut } from "../access/auth-calls.ts";
import type { Session } from "../api/outputs.ts";
import { NotificationBell } from "../notifications/notification-bell.tsx";
import { initials } from "../ui/initials.ts";
import style from "./frame.module.css";

interface TopBarPlace {
  readonly element: HTMLElement | null;
  readonly setElement: (element: HTMLElement | null) => void;
}

const Place = createContext<TopBarPlace>({ element: null, setElement: () => undefined });

/** Lets the page below fill the bar above. */
export function TopBarProvider({ children }: { readonly children: ReactNode }) {
  const [element, setElement] = useState<HTMLElement | null>(null);
  return <Place.Provider value={{ element, setElement }}>{children}</Place.Provider>;
}

/** The bar itself: what the page puts there, then who is signed in. */
export function TopBarSlot({ session }: { readonly session: Session }) {
  const { setElement } = useContext(Place);
  const [, navigate] = useLocation();
  return (
    <header className={style.top}>
      <div ref={setElement} className={style.filled} />
      <NotificationBell />
      <Menu>
        <Menu.Target>
          <button
            type="button"
            className={style.person}
            aria-label={`${initials(session.name)}, ${session.name}: account`}
            title={session.name}
          >
            {initials(session.name)}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{session.email}</Menu.Label>
          <Menu.Item leftSection={<IconSettings size={14} />} onClick={() => navigate("/settings")}>
            Settings
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={14} />} onClick={() => void signOut()}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </header>
  );
}

export interface Crumb {
  readonly title: string;
  readonly href?: string;
}

/** Fills the top bar from a page: crumbs, what stands beside them, and the actions on the right. */
export function TopBar({
  crumbs,
  heading = false,
  beside,
  children,
}: {
  readonly crumbs: readonly Crumb[];
  /** Makes the last crumb the page's heading, for pages that show no other. */
  readonly heading?: boolean;
  readonly beside?: ReactNode;
  readonly children?: ReactNode;
}) {
  const { element } = useContext(Place);
  const last = crumbs.at(-1)?.title ?? "";
  useEffect(() => {
    document.title = last === "" ? "Aisle" : `${last} · Aisle`;
  }, [last]);
  if (element === null) return null;
  return createPortal(
    <>
      <nav aria-label="Where you are" style={{ minWidth: 0 }}>
        <ol className={style.crumbs}>
          {crumbs.map((crumb, at) => (
            <li key={crumb.title}>
              {at < crumbs.length - 1 && crumb.href !== undefined ? (
                <Link href={crumb.href}>{crumb.title}</Link>
              ) : heading && at === crumbs.length - 1 ? (
                <h1 className="clip" aria-current="page">
                  {crumb.title}
                </h1>
              ) : (
                <span className="clip" {...(at === crumbs.length - 1 ? { "aria-current": "page" as const } : {})}>
                  {crumb.title}
                </span>
              )}
            </li>
          ))}
        </ol>
      </nav>
      {beside}
      <span className="grow" />
      {children}
    </>,
    element,
  );
}
